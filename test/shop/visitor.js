// People who use the shop at BOH_SHOP without a browser.  The owner of the database is reached at BOH_OWNER_HOST and
// BOH_OWNER_PORT.  SIGN_IN_KEY is the file of the key that signs the shop's tokens.

'use strict';

const assert = require('node:assert');
const { createHmac, createPrivateKey, sign } = require('node:crypto');
const fs = require('node:fs');
const pg = require('pg');

const url = process.env.BOH_SHOP;
const owner = new pg.Pool({ host: process.env.BOH_OWNER_HOST, port: process.env.BOH_OWNER_PORT, user: 'postgres', database: 'shop' });

// Of the people in sample.sql
const PASSWORD = 'organizer';

// A browser without scripts: cookies, forms, and where they lead
class Visitor {
  constructor() {
    this.cookie = '';
  }

  // body: the fields of a form, or FormData with files.
  async request(path, body) {
    const response = await fetch(new URL(path, url), { redirect: 'manual', headers: { cookie: this.cookie, origin: url },
      ...(body && { method: 'POST', body: body instanceof FormData ? body : new URLSearchParams(body) }) });
    const [cookie] = response.headers.getSetCookie();
    this.cookie = cookie ? cookie.split(';')[0] : this.cookie;
    const location = response.headers.get('location');
    return response.status === 303 || response.status === 301 ? this.request(location) : { status: response.status, path, text: await response.text() };
  }

  withToken(token) {
    this.cookie = `session=${token}`;
    return this;
  }

  async signIn(email, password = PASSWORD) {
    const { status } = await this.request('/sign-in', { email, password });
    assert.strictEqual(status, 200);
    return this;
  }

  // Fills in the form of an event's page.
  async hold(slug, seats) {
    const { text } = await this.request(`/events/${slug}`);
    const fields = Object.fromEntries([...text.matchAll(/name="(event|slug|key)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    return this.request('/bookings', { ...fields, seats });
  }

  async pay(held) {
    await this.request('/provider/pay', { booking: idOf(held), amount: '12' });
  }
}

const encode = (value) => Buffer.from(value).toString('base64url');

// A token as the shop signs it, with these claims
function tokenWith(claims) {
  const text = [{ alg: 'EdDSA', kid: '2027-01' }, { iss: 'https://login.example.org', aud: 'shop', ...claims }]
    .map((part) => encode(JSON.stringify(part))).join('.');
  return `${text}.${encode(sign(null, Buffer.from(text), createPrivateKey(fs.readFileSync(process.env.SIGN_IN_KEY))))}`;
}

const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

// The id at the end of the address of a page, such as that of a booking
const idOf = ({ path }) => path.split('?')[0].split('/').pop();

async function newCustomer(name) {
  const customer = { email: `${name}@example.org`, password: `secret of ${name}` };
  await new Visitor().request('/sign-up', { ...customer, name });
  return customer;
}

// As the provider calls it, or somebody who does not know the secret.  payment is an object, or a text that is none.
async function callWebhook(payment, secret = process.env.SHOP_WEBHOOK_SECRET) {
  const body = typeof payment === 'string' ? payment : JSON.stringify(payment);
  const response = await fetch(new URL('/webhooks/payment', url), { method: 'POST', body,
    headers: { 'content-type': 'application/json', 'x-signature': createHmac('sha256', secret).update(body).digest('hex') } });
  return { status: response.status, answer: response.ok ? await response.json() : null };
}

async function until(condition) {
  for (const end = Date.now() + 120000; Date.now() < end;) {
    if (await condition()) {
      return;
    }
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error('it did not happen');
}

// Lets the hold of a booking run out.
async function expire(booking) {
  await owner.query("UPDATE boh.bookings SET expires_at = now() + interval '1 millisecond' WHERE id = $1", [booking]);
}

module.exports = { url, owner, PASSWORD, Visitor, tokenWith, claimsOf, idOf, newCustomer, callWebhook, until, expire };
