// Signing up, in and out.  doc/how-to/login.md says why each step is there.

'use strict';

const bcrypt = require('bcrypt');
const express = require('express');
const { databaseError } = require('@boh/prisma');
const { signIn } = require('./clients');
const { html, layout } = require('./html');
const { startSession, endSession } = require('./session');

const COST = 12;

const SHORTEST_PASSWORD = 8;

// bcrypt ignores what comes after 72 bytes.
const LONGEST_PASSWORD = 72;

function form({ words, email, person }) {
  return layout({ title: 'Sign in', person }, html`
    ${words ? html`<p role="alert">${words}</p>` : ''}
    <form method="post" class="fields">
      <label>Email <input name="email" type="email" value="${email}" required></label>
      <label>Password <input name="password" type="password" required></label>
      <label>Name, for a new account <input name="name"></label>
      <button formaction="/sign-in">Sign in</button>
      <button formaction="/sign-up">Sign up</button>
    </form>`);
}

// The status of the response, and its words
async function signUp({ email = '', password = '', name }) {
  if (password.length < SHORTEST_PASSWORD || Buffer.byteLength(password) > LONGEST_PASSWORD) {
    return [422, `A password has at least ${SHORTEST_PASSWORD} letters, and at most ${LONGEST_PASSWORD} bytes.`];
  }
  try {
    await signIn.$executeRaw`INSERT INTO boh.users (email, password_hash, name)
      VALUES (${email}, ${await bcrypt.hash(password, COST)}, ${name || null})`;
  } catch (error) {
    const code = databaseError(error)?.code;
    if (code === '23514') {
      return [422, 'This is no email address, or the name is too long.'];
    }
    // Whether an address has an account is nobody's business: a real shop tells the owner by mail.
    if (code !== '23505') {
      throw error;
    }
  }
  return [200, 'If the address is new, the account is there: sign in.'];
}

// The person, or the error to show
async function personWith({ email = '', password = '' }, clientIp) {
  const found = await signIn.$boh().findLogin({ email, clientIp });
  if (found.waitSeconds === 0) {
    // Also if there is no such account: the comparison then takes as long.
    const succeeded = await bcrypt.compare(password, found.passwordHash) && found.userId !== null;
    const { waitSeconds } = await signIn.$boh().recordLogin({ email, succeeded, clientIp });
    if (waitSeconds === 0) {
      return succeeded ? { userId: found.userId } : { error: 'Wrong address or password.' };
    }
  }
  return { error: 'Too many attempts. Try again later.' };
}

const router = express.Router();

router.get('/sign-in', ({ person }, response) => response.send(form({ person })));

router.post('/sign-up', async (request, response) => {
  const [status, words] = await signUp(request.body);
  response.status(status).send(form({ words, email: request.body.email }));
});

router.post('/sign-in', async (request, response) => {
  const { userId, error } = await personWith(request.body, request.ip);
  if (error) {
    response.status(403).send(form({ words: error, email: request.body.email }));
    return;
  }
  startSession(request, response, userId);
  response.redirect(303, '/');
});

router.post('/sign-out', (request, response) => {
  endSession(request, response);
  response.redirect(303, '/');
});

module.exports = router;
