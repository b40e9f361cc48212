// A transaction for one person, with node-postgres.

'use strict';

const { Pool } = require('pg');

// Make one pool for each role, when the application starts.
function connect(connectionString) {
  const pool = new Pool({ connectionString });
  // Without this, losing a connection that nobody uses at the moment ends the process.
  pool.on('error', (error) => console.error(error.message));
  return pool;
}

// Runs work(tx, person) in a transaction for the person who has the token.  A token of null is for
// visitors who are not signed in.  person has the id and the role; a visitor's id is null.
//
// If work throws, the transaction is rolled back, and so it is if a statement of work has failed.
async function withSession(pool, token, work) {
  const client = await pool.connect();
  let lost;
  // Without this, losing the connection while no statement runs ends the process.
  const onError = (error) => { lost = error; };
  client.on('error', onError);

  let ended = false;
  // After the transaction the connection belongs to somebody else.
  const tx = {
    query(text, values) {
      if (ended) {
        throw new Error('the transaction has ended');
      }
      return client.query(text, values);
    },
  };
  try {
    await client.query('BEGIN');
    const { rows: [person] } = await client.query('SELECT user_id AS id, role FROM boh_set_session($1)', [token]);
    const result = await work(tx, person);
    ended = true;
    // The answer to COMMIT is ROLLBACK when work has caught the error of a statement.
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') {
      throw new Error('the transaction was rolled back, because a statement had failed');
    }
    return result;
  } catch (error) {
    ended = true;
    await client.query('ROLLBACK').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    // A connection that is lost, or that could not roll back, is closed.
    client.release(lost);
  }
}

// What the database says about an error: the SQLSTATE as code, a message, a hint, and, in errors of boh,
// DETAIL as an object.  Null for other errors.
function databaseError(error) {
  if (error.severity === undefined) {
    return null;
  }
  let detail = error.detail;
  try {
    detail = JSON.parse(detail);
  } catch {
    // DETAIL of PostgreSQL's own errors is text, if there is one.
  }
  return { code: error.code, message: error.message, detail, hint: error.hint };
}

module.exports = { connect, withSession, databaseError };
