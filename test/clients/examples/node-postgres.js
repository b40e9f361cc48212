// What check.js does in ways of node-postgres.

'use strict';

const { createRequire } = require('node:module');
const path = require('node:path');

module.exports = (folder) => {
  const { connect, withSession } = require(path.join(folder, 'session'));
  const { Pool } = createRequire(path.join(folder, 'session.js'))('pg');

  // The rows of a statement; db is a pool or what withSession gives.
  async function query(db, text, values) {
    return (await db.query(text, values)).rows;
  }

  async function savepoint(tx, work) {
    await tx.query('SAVEPOINT s');
    try {
      return await work(tx);
    } catch (error) {
      await tx.query('ROLLBACK TO s');
      throw error;
    }
  }

  // Resolves when the connection that is taken next has learnt that it is lost.
  function lost(pool) {
    return new Promise((resolve) => {
      pool.once('acquire', (client) => client.on('end', resolve));
    });
  }

  // An application that waits for an answer no longer than this
  function impatient(connectionString) {
    return new Pool({ connectionString, query_timeout: 1000 });
  }

  // An application that names its statements
  function named(connectionString) {
    const pool = connect(connectionString);
    return {
      run: (token, text) => withSession(pool, token, async (tx) => (await tx.query({ name: 'named', text })).rows),
      close: () => pool.end(),
    };
  }

  return { query, savepoint, lost, impatient, named, close: (pool) => pool.end() };
};
