// The listener as a process of its own, which records the markers that writers
// send after their changes: whoever finds one knows what has been heeded.

'use strict';

const { createClient } = require('redis');
const { Listener } = require('./listener');

// Markers of one entry may come out of order.
const RECORD = `
  if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or '-1') then
    redis.call('SET', KEYS[1], ARGV[1])
  end`;

async function main() {
  const redis = createClient({ socket: { path: process.env.REDIS_SOCKET } });
  await redis.connect();
  const listener = new Listener(redis, { application_name: 'cache_listener' }, {
    handled: async ({ kind, key }) => {
      if (kind === 'marker') {
        const [, entry, version] = /^(.*):(\d+)$/.exec(key);
        await redis.eval(RECORD, { keys: [`heeded:${entry}`], arguments: [version] });
      }
    },
  });
  process.on('SIGTERM', async () => {
    await listener.stop();
    console.log(`connections ${listener.connections}`);
    process.exit(0);
  });
  await listener.start();
  console.log('listening');
}

main().catch((error) => { console.error(error); process.exit(1); });
