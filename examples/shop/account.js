// Signing up, in and out.  doc/how-to/login.md says why each step is there.

'use strict';

const bcrypt = require('bcrypt');
const express = require('express');
const { signIn } = require('./clients');
const { html, layout } = require('./html');

const COST = 12;

// bcrypt ignores what comes after 72 bytes.
const LONGEST_PASSWORD = 72;

// What a script cannot read, and what other sites cannot send.  Add secure: true behind HTTPS.
const COOKIE = { httpOnly: true, sameSite: 'lax', path: '/', maxAge: 10 * 60 * 1000 };

function form({ error, email }) {
  return layout({ title: 'Sign in' }, html`
    ${error ? html`<p role="alert">${error}</p>` : ''}
    <form method="post" class="fields">
      <label>Email <input name="email" type="email" value="${email}" required></label>
      <label>Password <input name="password" type="password" required></label>
      <label>Name, for a new account <input name="name"></label>
      <button formaction="/sign-in">Sign in</button>
      <button formaction="/sign-up">Sign up</button>
    </form>`);
}

async function signUp({ email = '', password = '', name }) {
  if (Buffer.byteLength(password) > LONGEST_PASSWORD) {
    return 'The password is too long.';
  }
  try {
    await signIn.$executeRaw`INSERT INTO boh.users (email, password_hash, name)
      VALUES (${email}, ${await bcrypt.hash(password, COST)}, ${name || null})`;
  } catch (error) {
    // Whether an address has an account is nobody's business: a real shop tells the owner by mail.
    if (error.meta?.driverAdapterError?.cause?.originalCode !== '23505') {
      throw error;
    }
  }
  return 'If the address is new, the account is there: sign in.';
}

// The token, or the error to show
async function tokenFor(signer, { email = '', password = '' }, clientIp) {
  const found = await signIn.$boh().findLogin({ email, clientIp });
  if (found.waitSeconds === 0) {
    // Also if there is no such account: the comparison then takes as long.
    const succeeded = await bcrypt.compare(password, found.passwordHash) && found.userId !== null;
    const { waitSeconds } = await signIn.$boh().recordLogin({ email, succeeded, clientIp });
    if (waitSeconds === 0) {
      return succeeded ? { token: signer.token(found.userId) } : { error: 'Wrong address or password.' };
    }
  }
  return { error: 'Too many attempts. Try again later.' };
}

module.exports = (signer) => {
  const router = express.Router();

  router.get('/sign-in', (request, response) => response.send(form({})));

  router.post('/sign-up', async (request, response) => {
    response.send(form({ error: await signUp(request.body), email: request.body.email }));
  });

  router.post('/sign-in', async (request, response) => {
    const { token, error } = await tokenFor(signer, request.body, request.ip);
    if (error) {
      response.status(403).send(form({ error, email: request.body.email }));
      return;
    }
    response.cookie('session', token, COOKIE).redirect(303, '/');
  });

  router.post('/sign-out', (request, response) => response.clearCookie('session', COOKIE).redirect(303, '/'));

  return router;
};
