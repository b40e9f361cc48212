// Who asks: the cookie has a token, which boh verifies with each transaction.

'use strict';

const fs = require('node:fs');
const { NotAllowedError } = require('@boh/prisma');
const { shop } = require('./clients');
const { Signer, SECONDS_IN_ALL, signedInAt, mayGoOn } = require('../token');

const signer = new Signer(fs.readFileSync(process.env.SIGN_IN_KEY));

// What a script cannot read, and what other sites cannot send.  It lasts longer than its token, so that a page can say
// why nobody is signed in any more.
const cookie = ({ app }) => ({ httpOnly: true, sameSite: 'lax', path: '/', maxAge: 2 * SECONDS_IN_ALL * 1000,
  secure: app.get('address').startsWith('https:') });

// For a session that goes on, signedIn is when it began.
function startSession(request, response, userId, signedIn) {
  response.cookie('session', signer.token(userId, signedIn), cookie(request));
}

function endSession(request, response) {
  response.clearCookie('session', cookie(request));
}

// The person of the token, or a visitor.  A token that is over is none.
async function personOf(token) {
  try {
    const person = await shop.withSession(token, (tx, found) => found);
    if (person.id === null || mayGoOn(token)) {
      return { token, person };
    }
  } catch (error) {
    if (!(error instanceof NotAllowedError)) {
      throw error;
    }
  }
  return { token: null, person: { id: null, role: 'ANONYMOUS', hasEnded: true } };
}

async function readSession(request, response, next) {
  const sent = request.headers.cookie?.match(/(?:^|; )session=([^;]+)/)?.[1] ?? null;
  const { token, person } = await personOf(sent);
  Object.assign(request, { token, person, db: shop.withSession(token) });
  // What a page says is for this person alone.
  response.set('cache-control', 'private, no-cache');
  // Each page that a person looks at makes the session last as long again: a hold may last longer than a token.  It does
  // not last forever: somebody else may have got the cookie.
  if (person.id && request.method === 'GET') {
    startSession(request, response, person.id, signedInAt(token));
  }
  next();
}

function requirePerson(request, response, next) {
  if (request.person.id) {
    next();
  } else {
    response.redirect(303, '/sign-in');
  }
}

module.exports = { startSession, endSession, readSession, requirePerson };
