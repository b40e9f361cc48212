// Signs the tokens that boh_set_session() verifies.  Only the service that signs people in needs this
// file and the private key.

'use strict';

const { createPrivateKey, sign } = require('node:crypto');

// kid, issuer and audience are as in the row of session_keys.
const KEY_ID = '2027-01';
const ISSUER = 'https://login.example.org';
const AUDIENCE = 'shop';

// boh accepts at most 15 minutes.
const SECONDS = 10 * 60;

// However often their token is renewed, people prove again who they are after this time.
const SECONDS_IN_ALL = 12 * 60 * 60;

const now = () => Math.floor(Date.now() / 1000);

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

// When the person of a token proved who they are, in seconds since 1970, or NaN.  Ask only for a token that boh has
// accepted: the signature is not verified here.
function signedInAt(token) {
  return Number(JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).auth_time);
}

// Whether the session of this token is still short enough to go on; the same holds for it.
function mayGoOn(token) {
  return now() < signedInAt(token) + SECONDS_IN_ALL;
}

// pem is the text of login.key.
class Signer {
  constructor(pem) {
    this.key = createPrivateKey(pem);
  }

  // Makes a token for a person who has just proved who they are, or who still has the cookie that your
  // login service gave them then.  A token that takes the place of another one has the signedInAt of that.
  token(userId, signedInAt = now()) {
    const header = { alg: 'EdDSA', typ: 'JWT', kid: KEY_ID };
    const payload = { sub: userId, iss: ISSUER, aud: AUDIENCE, auth_time: signedInAt, exp: Math.min(now() + SECONDS, signedInAt + SECONDS_IN_ALL) };
    const text = `${encode(header)}.${encode(payload)}`;
    return `${text}.${sign(null, Buffer.from(text), this.key).toString('base64url')}`;
  }
}

module.exports = { Signer, SECONDS, SECONDS_IN_ALL, signedInAt, mayGoOn };
