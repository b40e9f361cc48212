// Sign-up and log-in with a password.  The role of the pool has the profile "auth".  doc/how-to/login.md says
// why each step is there.

'use strict';

const bcrypt = require('bcrypt');
const { databaseError } = require('./session');

const COST = 12;

// bcrypt ignores what comes after 72 bytes.
const LONGEST_PASSWORD = 72;

async function signUp(pool, { email, password, name }) {
  if (Buffer.byteLength(password) > LONGEST_PASSWORD) {
    return { error: 'password too long' };
  }
  const hash = await bcrypt.hash(password, COST);
  try {
    await pool.query('INSERT INTO boh.users (email, password_hash, name) VALUES ($1, $2, $3)', [email, hash, name]);
  } catch (error) {
    // Whether an address has an account is nobody's business: say the same, and tell the owner by mail.
    if (databaseError(error)?.code !== '23505') {
      throw error;
    }
  }
  return { mailSent: true };
}

// clientIp is the address of the person's computer, not of a proxy.
async function signIn(pool, signer, { email, password, clientIp }) {
  const { rows: [found] } = await pool.query(
    'SELECT user_id, password_hash, wait_seconds FROM boh_find_login($1, $2)', [email, clientIp]);
  if (found.wait_seconds > 0) {
    return { error: 'wait', seconds: found.wait_seconds };
  }

  // Also if there is no such account: the comparison then takes as long.
  const matches = await bcrypt.compare(password, found.password_hash);
  const succeeded = matches && found.user_id !== null;

  // A transaction of its own.  It decides: others may have guessed at the same time.
  const { rows: [recorded] } = await pool.query(
    'SELECT wait_seconds FROM boh_record_login($1, $2, $3)', [email, succeeded, clientIp]);
  if (recorded.wait_seconds > 0) {
    return { error: 'wait', seconds: recorded.wait_seconds };
  }
  return succeeded ? { token: signer.token(found.user_id) } : { error: 'wrong' };
}

module.exports = { signUp, signIn };
