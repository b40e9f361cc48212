// A reader that is overtaken: between its reading from the database and its storing
// the entry changes, and the listener forgets it.  The old value must not stay.

'use strict';

const { Pool } = require('pg');
const { createClient } = require('redis');
const { Cache } = require('./cache');

class OvertakenCache extends Cache {
  async load(kind, key) {
    const value = await super.load(kind, key);
    const overtake = this.overtake;
    this.overtake = null;
    await overtake?.();
    return value;
  }
}

async function main() {
  const pool = new Pool();
  const redis = createClient({ socket: { path: process.env.REDIS_SOCKET } });
  await redis.connect();
  const cache = new OvertakenCache(redis, pool);
  const entry = cache.entry(await redis.get('boh:epoch'), 'setting', 'overtaken');
  let writes = 0;
  const write = async (value) => {
    await pool.query(`INSERT INTO boh.site_settings (key, value) VALUES ('overtaken', $1)
      ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`, [value]);
    // Until the listener has heeded it.
    const marker = JSON.stringify({ schema: 'boh', kind: 'marker', key: `overtaken:${++writes}` });
    await pool.query("SELECT pg_notify('boh_cache', $1)", [marker]);
    while (Number(await redis.get('heeded:overtaken')) < writes) {
      await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
  };

  await write('old');
  cache.overtake = () => write('new');
  console.log(`the overtaken reader has ${await cache.read('setting', 'overtaken')}`);
  console.log(`kept is ${await redis.get(entry)}`);
  console.log(`the next reader has ${await cache.read('setting', 'overtaken')}`);
  console.log(`kept is ${await redis.get(entry)}`);
  await redis.close();
  await pool.end();
}

main().catch((error) => { console.error(error); process.exit(1); });
