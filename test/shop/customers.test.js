// Customers of the shop at BOH_SHOP.  The owner of the database is reached at BOH_OWNER_HOST and BOH_OWNER_PORT.

'use strict';

const assert = require('node:assert');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, test } = require('node:test');
const { promisify } = require('node:util');
const pg = require('pg');

const url = process.env.BOH_SHOP;
const owner = new pg.Pool({ host: process.env.BOH_OWNER_HOST, port: process.env.BOH_OWNER_PORT, user: 'postgres', database: 'shop' });
after(() => owner.end());

// A browser without scripts: cookies, forms, and where they lead
class Visitor {
  constructor() {
    this.cookie = '';
  }

  async request(path, fields) {
    const response = await fetch(new URL(path, url), { redirect: 'manual', headers: { cookie: this.cookie },
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }) });
    const [cookie] = response.headers.getSetCookie();
    this.cookie = cookie ? cookie.split(';')[0] : this.cookie;
    const location = response.headers.get('location');
    return response.status === 303 || response.status === 301 ? this.request(location) : { status: response.status, path, text: await response.text() };
  }

  async signIn(email, password = 'organizer') {
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

  async pay({ path }) {
    await this.request('/provider/pay', { booking: path.split('/').pop(), amount: '12' });
  }
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

async function booking({ path }) {
  const { rows: [row] } = await owner.query(
    "SELECT status, payment_reference IS NOT NULL AS paid, status = 'CANCELLED' AND payment_reference IS NOT NULL AS \"refundDue\" FROM boh.bookings WHERE id = $1",
    [path.split('/').pop()]);
  return row;
}

// What Chromium makes of an address of the shop, or of a page that a customer got: it has no cookie of theirs.
async function inChromium(page) {
  let address = page;
  if (!page.startsWith('http')) {
    address = path.join(process.env.HOME, 'page.html');
    fs.writeFileSync(address, page.replace('<head>', '').replace('<meta charset', `<base href="${url}/"><meta charset`));
    address = `file://${address}`;
  }
  const { stdout } = await promisify(execFile)(process.env.BOH_CHROMIUM, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
    `--user-data-dir=${process.env.HOME}/profile`, '--no-first-run', '--disable-background-networking', '--disable-sync',
    '--virtual-time-budget=2000', '--dump-dom', address], { timeout: 120000 });
  return stdout;
}

async function newCustomer(name) {
  const visitor = new Visitor();
  await visitor.request('/sign-up', { email: `${name}@example.org`, password: `secret of ${name}`, name });
  return visitor.signIn(`${name}@example.org`, `secret of ${name}`);
}

test('visitors see events, and find them', async () => {
  const visitor = new Visitor();
  assert.match((await visitor.request('/')).text, /Open Rehearsal/);
  assert.match((await visitor.request('/?q=rehears')).text, /<mark>Rehearsal<\/mark>/);
  assert.match((await visitor.request('/events/open-rehearsal')).text, /Sign in<\/a> to book/);
  assert.strictEqual((await visitor.request('/events/nothing')).status, 404);
});

test('what somebody searches for is text', async () => {
  const { text } = await new Visitor().request(`/?q=${encodeURIComponent('<script>alert(1)</script>')}`);
  assert.ok(!text.includes('<script>alert'));
  assert.match(text, /&lt;script&gt;/);
});

test('a wrong password does not sign in', async () => {
  const { status } = await new Visitor().request('/sign-in', { email: 'customer@example.org', password: 'wrong' });
  assert.strictEqual(status, 403);
});

test('hold, pay, and the webhook that comes twice', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 2);
  assert.match(held.text, /id="clock"/);
  await ann.pay(held);
  await until(async () => (await booking(held)).status === 'CONFIRMED');
  assert.match((await ann.request('/account')).text, /Open Rehearsal[^]*24\.00 EUR[^]*CONFIRMED/);
});

test('a webhook that is not signed changes nothing', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 1);
  const response = await fetch(new URL('/webhooks/payment', url), { method: 'POST', headers: { 'content-type': 'application/json', 'x-signature': '00' },
    body: JSON.stringify({ booking: held.path.split('/').pop(), payment: 'forged' }) });
  assert.strictEqual(response.status, 403);
  assert.deepStrictEqual(await booking(held), { status: 'PENDING', paid: false, refundDue: false });
});

test('the last seat, which another customer holds', async () => {
  const [first, second] = [await newCustomer('first'), await newCustomer('second')];
  const held = await first.hold('last-seat', 1);
  assert.match(held.text, /PENDING/);
  const refused = await second.hold('last-seat', 1);
  assert.strictEqual(refused.status, 409);
  assert.match(refused.text, /Only 0 seats are left/);

  // The hold runs out, the second one pays, and then the payment of the first arrives.
  await owner.query("UPDATE boh.bookings SET expires_at = now() + interval '1 millisecond' WHERE id = $1", [held.path.split('/').pop()]);
  const bought = await second.hold('last-seat', 1);
  await second.pay(bought);
  await until(async () => (await booking(bought)).status === 'CONFIRMED');
  await first.pay(held);
  await until(async () => (await booking(held)).paid);
  assert.deepStrictEqual(await booking(held), { status: 'CANCELLED', paid: true, refundDue: true });
  assert.match((await first.request('/account')).text, /refund due/);
});

test('nobody sees the bookings and participants of others', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const { rows: [other] } = await owner.query("SELECT b.id FROM boh.bookings b JOIN boh.users u ON u.id = b.user_id WHERE u.email <> 'customer@example.org' LIMIT 1");
  assert.strictEqual((await ann.request(`/bookings/${other.id}`)).status, 404);
  const { rows: [event] } = await owner.query("SELECT id FROM boh.events WHERE slug = 'open-rehearsal'");
  assert.strictEqual((await ann.request(`/organizer/${event.id}`)).status, 403);
  const olga = await new Visitor().signIn('organizer@example.org');
  assert.match((await olga.request('/organizer')).text, /Last Seat Concert/);
  assert.match((await olga.request(`/organizer/${event.id}`)).text, /customer@example\.org/);
});

test('a token that is not one is a visitor', async () => {
  const visitor = new Visitor();
  visitor.cookie = 'session=forged';
  assert.match((await visitor.request('/')).text, /Sign in/);
  assert.match((await visitor.request('/account')).path, /sign-in/);
});

test('an administrator edits a page with every type of section', async () => {
  const ada = await new Visitor().signIn('admin@example.org');
  const { path } = await ada.request('/editor', { title: 'About us' });
  const sections = {
    HERO: { heading: 'Hello <img src=x onerror=alert(1)>', ctaText: 'All events', ctaLink: '/' },
    TEXT: { content: '<p onclick="alert(1)">Doors open at <b>seven</b>.<script>alert(1)</script></p>' },
    IMAGE: { url: '/hall.png', alt: 'The hall' },
    VIDEO: { url: 'https://www.youtube.com/watch?v=abcdefghijk' },
    GALLERY: { images: '[{"url": "/a.png", "alt": "A"}]', columns: '2' },
    CONTACT_FORM: { fields: '[{"name": "who", "label": "Who", "type": "select", "options": ["a", "b"]}]', recipientEmail: 'us@example.org' },
    EVENT_LIST: { limit: '3', sort: 'date-ascending' },
  };
  for (const [type, fields] of Object.entries(sections)) {
    assert.strictEqual((await ada.request(path, { type, ...fields })).status, 200, type);
  }
  assert.strictEqual((await ada.request(path, { type: 'HERO', heading: 'x', ctaText: 'y', ctaLink: 'javascript:alert(1)' })).status, 409);
  const { text } = await ada.request(`${path}/publish`, { slug: 'about-us' });
  assert.match(text, /Hello &lt;img src=x[^]*All events[^]*<strong>|<b>seven/);
  assert.ok(!/<script|onclick|<img src=x|javascript:/.test(text), text);
  assert.match(text, /alt="The hall"[^]*youtube[^]*alt="A"[^]*<select name="who">[^]*Last Seat Concert|Open Rehearsal/);
  assert.match((await new Visitor().request('/pages/about-us')).text, /Doors open/);
});

test('others do not edit pages', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  assert.match((await ann.request('/editor', { title: 'Mine' })).path, /sign-in/);
});

test('a hold runs out on the screen', { skip: !process.env.BOH_CHROMIUM }, async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 1);
  assert.doesNotMatch(await inChromium(held.text), />over</);
  await owner.query("UPDATE boh.bookings SET expires_at = now() + interval '1 millisecond' WHERE id = $1", [held.path.split('/').pop()]);
  const { text } = await ann.request(held.path);
  const shown = await inChromium(text);
  assert.match(shown, /<strong id="clock"[^>]*>over</);
  assert.match(shown, /<button id="pay" disabled="">/);
});

test('a list in Chromium', { skip: !process.env.BOH_CHROMIUM }, async () => {
  assert.match(await inChromium(`${url}/?q=rehearsal`), /<a href="\/events\/open-rehearsal">Open <mark>Rehearsal<\/mark><\/a>/);
});
