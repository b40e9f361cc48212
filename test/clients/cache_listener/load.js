// Changes and reads under load, and compares.
//
//   load.js write SECONDS    changes entries by plain SQL
//   load.js read SECONDS     reads them through the cache
//   load.js compare          waits for the listener, then compares every entry
//
// Each entry has a version in the table "versions", changed in the same
// transaction.  Of every four versions the last is that it is gone.

'use strict';

const { Pool } = require('pg');
const { createClient } = require('redis');
const { Cache, VALUE } = require('./cache');

const CONCURRENCY = 8;
const UNCOMMITTED = 1000000;
const isGone = (kind, version) => kind !== 'media' && version % 4 === 3;

const CHANGES = {
  setting: {
    set: [`INSERT INTO boh.site_settings (key, value) VALUES ($1, $2::text)
      ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`],
    remove: 'DELETE FROM boh.site_settings WHERE key = $1',
    version: (value) => Number(value),
  },
  page: {
    set: ["UPDATE boh.content_pages SET status = 'DRAFT' WHERE slug = $1 AND $2::text IS NOT NULL",
      "UPDATE boh.content_pages SET status = 'PUBLISHED', title = $2::text WHERE slug = $1"],
    remove: "UPDATE boh.content_pages SET status = 'ARCHIVED' WHERE slug = $1",
    version: (page) => Number(page.title),
  },
  media: {
    set: ['UPDATE boh.media_files SET alt_text = $2::text WHERE id = $1::uuid'],
    version: (file) => Number(file.alt_text),
  },
};

async function apply(client, kind, key, version) {
  if (isGone(kind, version)) {
    await client.query(CHANGES[kind].remove, [key]);
  } else {
    for (const statement of CHANGES[kind].set) {
      await client.query(statement, [key, String(version)]);
    }
  }
}

async function change(pool, { kind, key }) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'UPDATE versions SET version = version + 1 WHERE kind = $1 AND key = $2 RETURNING version', [kind, key]);
    const { version } = rows[0];
    if (Math.random() < 0.2) {
      await apply(client, kind, key, UNCOMMITTED);
      await client.query('ROLLBACK');
      return;
    }
    await apply(client, kind, key, version);
    await client.query('COMMIT');
    await announceMarker(client, `${kind}:${key}`, version);
  } finally {
    client.release();
  }
}

function announceMarker(client, entry, version) {
  return client.query("SELECT pg_notify('boh_cache', $1)",
    [JSON.stringify({ schema: 'boh', kind: 'marker', key: `${entry}:${version}` })]);
}

// Between what was heeded before the reading and what is committed after it.
async function check(cache, pool, redis, { kind, key }) {
  const heeded = Number(await redis.get(`heeded:${kind}:${key}`) ?? 0);
  const value = await cache.read(kind, key);
  const { rows } = await pool.query('SELECT version FROM versions WHERE kind = $1 AND key = $2', [kind, key]);
  const latest = rows[0].version;
  if (value === null) {
    for (let version = heeded; version <= latest; version++) {
      if (isGone(kind, version)) {
        return null;
      }
    }
    return `${kind} ${key} was read as gone; heeded was ${heeded}, the latest is ${latest}`;
  }
  const version = CHANGES[kind].version(value);
  return version >= heeded && version <= latest ? null :
    `${kind} ${key} was read at version ${version}; heeded was ${heeded}, the latest is ${latest}`;
}

// Some time to read between two changes.
const pause = () => new Promise((resolve) => { setTimeout(resolve, Math.random() * 100); });

async function repeat(seconds, work) {
  const end = Date.now() + seconds * 1000;
  let count = 0;
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
    while (Date.now() < end) {
      await work();
      count++;
    }
  }));
  return count;
}

async function compare(pool, redis, cache) {
  const mark = String(Date.now());
  while (await redis.get('heeded:end') !== mark) {
    await announceMarker(pool, 'end', mark);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  const epoch = await redis.get('boh:epoch');
  let compared = 0;
  for (const { kind, key } of (await pool.query('SELECT kind, key FROM versions')).rows) {
    const found = await redis.get(cache.entry(epoch, kind, key));
    if (found?.startsWith(VALUE)) {
      compared++;
      const wanted = JSON.stringify(await cache.load(kind, key));
      if (found.slice(VALUE.length) !== wanted) {
        console.log(`stale: ${kind} ${key} is kept as ${found}, the database has ${wanted}`);
      }
    }
  }
  console.log(`compared ${compared}`);
}

async function main() {
  const [action, seconds] = process.argv.slice(2);
  const pool = new Pool({ max: CONCURRENCY });
  const redis = createClient({ socket: { path: process.env.REDIS_SOCKET } });
  await redis.connect();
  const cache = new Cache(redis, pool);
  const entries = (await pool.query('SELECT kind, key FROM versions')).rows;
  const any = () => entries[Math.floor(Math.random() * entries.length)];

  if (action === 'write') {
    console.log(`changes ${await repeat(seconds, () => change(pool, any()).then(pause))}`);
  } else if (action === 'read') {
    const count = await repeat(seconds, async () => {
      const problem = await check(cache, pool, redis, any());
      if (problem !== null) {
        console.log(`stale: ${problem}`);
      }
    });
    console.log(`reads ${count}, hits ${cache.hits}, misses ${cache.misses}`);
  } else {
    await compare(pool, redis, cache);
  }
  await redis.close();
  await pool.end();
}

main().catch((error) => { console.error(error); process.exit(1); });
