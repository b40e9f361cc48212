// A cache of pages, settings and media in Redis, read through: what is missing is
// read from the database and kept.  Entries are forgotten by listener.js.
//
// Keys in Redis, behind a prefix:
//   epoch                     a number; another one makes a new, empty cache
//   live                      there while the listener hears the database
//   EPOCH:SCHEMA:KIND:KEY     an entry: a value, or the lease of whoever reads it

'use strict';

const { randomUUID } = require('crypto');

const LEASE = 'lease ';
const VALUE = 'value ';
const LEASE_MILLISECONDS = 10000;
const ENTRY_MILLISECONDS = 3600000;

// Straight from the tables: a session's own memory of settings may be some
// microseconds behind the notification.
const STATEMENTS = {
  setting: (schema) => `SELECT to_jsonb(value) AS value FROM ${schema}.site_settings WHERE key = $1`,
  page: () => 'SELECT boh_page($1) AS value',
  media: (schema) => `SELECT to_jsonb(m) AS value FROM ${schema}.media_files m WHERE id::text = $1`,
};

// A page that is scheduled takes over without a notification.
const NEXT_PAGE = `SELECT least(floor(extract(epoch FROM boh_next_publication() - now()) * 1000), ${ENTRY_MILLISECONDS})::integer AS milliseconds`;

// Stores a value if the lease still stands: what was forgotten meanwhile is not
// put back.
const STORE = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  end
  return false`;

class Cache {
  // redis: a connected client; database: a pool of pg; schema: the data schema
  constructor(redis, database, { schema = 'boh', prefix = 'boh:' } = {}) {
    this.redis = redis;
    this.database = database;
    this.schema = schema;
    this.prefix = prefix;
    this.hits = 0;
    this.misses = 0;
  }

  entry(epoch, kind, key) {
    return `${this.prefix}${epoch}:${this.schema}:${kind}:${key}`;
  }

  async load(kind, key) {
    const result = await this.database.query(STATEMENTS[kind](this.schema), [key]);
    return result.rows.length === 0 ? null : result.rows[0].value;
  }

  async timeToKeep(kind) {
    if (kind !== 'page') {
      return ENTRY_MILLISECONDS;
    }
    const result = await this.database.query(NEXT_PAGE);
    return result.rows[0].milliseconds ?? ENTRY_MILLISECONDS;
  }

  // Reads under a lease, and keeps the value as long as it is sure to be right.
  async fill(entry, lease, kind, key) {
    const end = Date.now() + await this.timeToKeep(kind);
    const value = await this.load(kind, key);
    const rest = end - Date.now();
    if (rest > 0) {
      await this.redis.eval(STORE, {
        keys: [entry],
        arguments: [lease, VALUE + JSON.stringify(value), String(rest)],
      });
    }
    return value;
  }

  async read(kind, key) {
    const [epoch, live] = await this.redis.mGet([`${this.prefix}epoch`, `${this.prefix}live`]);
    if (epoch === null || live === null) {
      this.misses++;
      return this.load(kind, key);
    }

    const entry = this.entry(epoch, kind, key);
    const found = await this.redis.get(entry);
    if (found !== null && found.startsWith(VALUE)) {
      this.hits++;
      return JSON.parse(found.slice(VALUE.length));
    }

    this.misses++;
    const lease = LEASE + randomUUID();
    const leased = found === null &&
      await this.redis.set(entry, lease, { NX: true, PX: LEASE_MILLISECONDS }) !== null;
    return leased ? this.fill(entry, lease, kind, key) : this.load(kind, key);
  }
}

module.exports = { Cache, VALUE };
