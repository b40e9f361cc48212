// Forgets what the database announces on the channel boh_cache.

'use strict';

const { Client } = require('pg');

const CHANNEL = 'boh_cache';
const HEARTBEAT_MILLISECONDS = 1000;
const LIVE_SECONDS = 3;
const RECONNECT_MILLISECONDS = 100;

class Listener {
  // redis: a connected client; connection: of pg, a session of its own;
  // handled(notification) is called when one has been heeded
  constructor(redis, connection, { prefix = 'boh:', handled = async () => {} } = {}) {
    this.redis = redis;
    this.connection = connection;
    this.prefix = prefix;
    this.handled = handled;
    this.stopped = false;
    this.connections = 0;
  }

  async start() {
    const client = new Client(this.connection);
    this.client = client;
    // One after the other, in the order of commits.
    this.work = Promise.resolve();
    client.on('notification', (message) => {
      this.work = this.work.then(() => this.heed(message.payload)).catch(() => this.lose(client));
    });
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    try {
      await client.connect();
      // Listen first, then begin with an empty cache.
      await client.query(`LISTEN ${CHANNEL}`);
      this.epoch = await this.redis.incr(`${this.prefix}epoch`);
      await this.beat(client);
      this.connections++;
    } catch {
      await this.lose(client);
    }
  }

  async heed(payload) {
    const notification = JSON.parse(payload);
    const { schema, kind, key } = notification;
    await this.redis.del(`${this.prefix}${this.epoch}:${schema}:${kind}:${key}`);
    await this.handled(notification);
  }

  // The cache counts while the connection answers.
  async beat(client) {
    if (client !== this.client || this.stopped) {
      return;
    }
    await client.query('SELECT');
    // What was sent before the answer is heeded before the cache counts on.
    await this.work;
    if (client !== this.client) {
      return;
    }
    await this.redis.set(`${this.prefix}live`, '1', { EX: LIVE_SECONDS });
    this.timer = setTimeout(() => this.beat(client).catch(() => this.lose(client)), HEARTBEAT_MILLISECONDS);
  }

  // What is announced from now on is lost: the cache does not count until it
  // has been begun anew.
  async lose(client) {
    if (client !== this.client) {
      return;
    }
    this.client = null;
    clearTimeout(this.timer);
    client.end().catch(() => {});
    if (!this.stopped) {
      // Without Redis it ends by itself.
      await this.redis.del(`${this.prefix}live`).catch(() => {});
      setTimeout(() => this.start(), RECONNECT_MILLISECONDS);
    }
  }

  async stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.redis.del(`${this.prefix}live`);
    if (this.client) {
      await this.client.end();
    }
  }
}

module.exports = { Listener };
