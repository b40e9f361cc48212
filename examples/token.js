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

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

// pem is the text of login.key.
class Signer {
  constructor(pem) {
    this.key = createPrivateKey(pem);
  }

  // Makes a token for a person who has just proved who they are, or who still has the cookie that your
  // login service gave them then.
  token(userId) {
    const header = { alg: 'EdDSA', typ: 'JWT', kid: KEY_ID };
    const payload = { sub: userId, iss: ISSUER, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + SECONDS };
    const text = `${encode(header)}.${encode(payload)}`;
    return `${text}.${sign(null, Buffer.from(text), this.key).toString('base64url')}`;
  }
}

module.exports = { Signer };
