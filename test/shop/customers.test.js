// Customers and organizers of the shop, as they use it without scripts.

'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const http = require('node:http');
const { after, test } = require('node:test');
const { url, owner, Visitor, tokenWith, claimsOf, idOf, newCustomer, callWebhook, until, expire } = require('./visitor');

after(() => owner.end());

async function booking(held) {
  const { rows: [row] } = await owner.query(
    "SELECT status, payment_reference IS NOT NULL AS paid, status = 'CANCELLED' AND payment_reference IS NOT NULL AS \"refundDue\" FROM boh.bookings WHERE id = $1",
    [idOf(held)]);
  return row;
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

test('hold and pay', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 2);
  assert.match(held.text, /id="clock"/);
  await ann.pay(held);
  await until(async () => (await booking(held)).status === 'CONFIRMED');
  assert.match((await ann.request('/account')).text, /Open Rehearsal[^]*24\.00 EUR[^]*CONFIRMED/);
});

test('a webhook that comes twice confirms once', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 1);
  const payment = { booking: idOf(held), payment: 'pay_twice' };
  const answers = await Promise.all([callWebhook(payment), callWebhook(payment)]);
  assert.deepStrictEqual(answers, Array(2).fill({ status: 200, answer: { status: 'CONFIRMED', refundDue: false } }));
  assert.strictEqual((await callWebhook({ ...payment, payment: 'pay_another' })).status, 409);
});

test('a webhook that the shop could not answer comes again', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 1);
  const waiting = async () => (await owner.query("SELECT pid FROM pg_stat_activity WHERE usename = 'pay_hooks' AND wait_event_type = 'Lock'")).rows.map(({ pid }) => pid);

  // While the booking is locked, both calls are in the database, which ends their connections: the shop answers 500.
  const lock = await owner.connect();
  try {
    await lock.query('BEGIN');
    await lock.query('SELECT FROM boh.bookings WHERE id = $1 FOR UPDATE', [idOf(held)]);
    await ann.pay(held);
    let first;
    await until(async () => { first = await waiting(); return first.length === 2; });
    await owner.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [first]);
    await until(async () => (await waiting()).filter((pid) => !first.includes(pid)).length === 2);
  } finally {
    await lock.query('ROLLBACK');
    lock.release();
  }

  await until(async () => (await booking(held)).status === 'CONFIRMED');
  await until(async () => (await waiting()).length === 0);
  assert.deepStrictEqual(await booking(held), { status: 'CONFIRMED', paid: true, refundDue: false });
});

test('a webhook that is not signed changes nothing', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 1);
  assert.strictEqual((await callWebhook({ booking: idOf(held), payment: 'forged' }, 'guessed')).status, 403);
  assert.deepStrictEqual(await booking(held), { status: 'PENDING', paid: false, refundDue: false });
});

test('the provider calls the shop alone, whatever address a request names', async () => {
  const called = [];
  const other = http.createServer((request, response) => { called.push(request.url); response.end(); }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const ann = await new Visitor().signIn('customer@example.org');
  const held = await ann.hold('open-rehearsal', 1);
  const request = http.request(new URL('/provider/pay', url), { method: 'POST', headers: { host: `127.0.0.1:${other.address().port}`, origin: url, cookie: ann.cookie,
    'content-type': 'application/x-www-form-urlencoded' } });
  request.end(`booking=${idOf(held)}`);
  const [response] = await once(request, 'response');
  response.resume();
  await until(async () => called.length > 0 || (await booking(held)).status === 'CONFIRMED');
  other.close();
  assert.deepStrictEqual([response.statusCode, called], [303, []]);
});

test('the last seat, which another customer holds', async () => {
  const [first, second] = [new Visitor(), new Visitor()];
  for (const [visitor, name] of [[first, 'first'], [second, 'second']]) {
    const { email, password } = await newCustomer(name);
    await visitor.signIn(email, password);
  }
  const held = await first.hold('last-seat', 1);
  assert.match(held.text, /PENDING/);
  const refused = await second.hold('last-seat', 1);
  assert.strictEqual(refused.status, 409);
  assert.match(refused.text, /No seat is left/);

  // The hold runs out, the second one pays, and then the payment of the first arrives.
  await expire(idOf(held));
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

test('a session goes on while somebody looks at pages, until the sign-out', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const { headers } = await fetch(new URL('/account', url), { headers: { cookie: ann.cookie } });
  assert.match(headers.getSetCookie().join(), /^session=[^;]+; Max-Age=86400;.*; HttpOnly; SameSite=Lax$/);
  assert.strictEqual(headers.get('cache-control'), 'private, no-cache');
  await ann.request('/sign-out', {});
  for (const page of ['/account', '/organizer', '/bookings/1']) {
    assert.strictEqual((await ann.request(page)).path, '/sign-in', page);
  }
});

test('a session goes on for 12 hours after the sign-in at most, and says so', async () => {
  const { rows: [{ sub, event }] } = await owner.query(
    "SELECT u.id AS sub, e.id AS event FROM boh.users u, boh.events e WHERE u.email = 'customer@example.org' AND e.slug = 'open-rehearsal'");
  const now = Math.floor(Date.now() / 1000);
  const longAgo = now - 12 * 60 * 60;
  const words = /not signed in any more\. A session ends after 10 minutes without a page, and 12 hours after/;

  const ann = new Visitor().withToken(tokenWith({ sub, auth_time: longAgo + 300, exp: now + 60 }));
  assert.strictEqual((await ann.request('/account')).path, '/account');
  const { auth_time: signedIn, exp } = claimsOf(ann.cookie);
  assert.deepStrictEqual([signedIn, exp], [longAgo + 300, now + 300]);

  // The first two are good for boh.
  for (const claims of [{ auth_time: longAgo, exp: now + 60 }, { exp: now + 60 }, { auth_time: now - 700, exp: now - 100 }]) {
    const gone = new Visitor().withToken(tokenWith({ sub, ...claims }));
    assert.match((await gone.request('/')).text, words);
    for (const { path, text } of [await gone.request('/account'), await gone.request('/bookings', { event, seats: 1, key: `gone ${JSON.stringify(claims)}` })]) {
      assert.strictEqual(path, '/sign-in');
      assert.match(text, words);
    }
    await gone.signIn('customer@example.org');
    assert.doesNotMatch((await gone.request('/account')).text, words);
  }
  assert.strictEqual((await owner.query("SELECT FROM boh.bookings WHERE idempotency_key LIKE 'gone %'")).rowCount, 0);
  assert.doesNotMatch((await new Visitor().request('/')).text, words);
});

test('a list goes on on the next page', async () => {
  await owner.query(`INSERT INTO boh.events (title, author_id, capacity, price, start_date, end_date)
    SELECT 'Draft ' || i, id, 1, 0, now() + interval '1 day', now() + interval '2 days' FROM boh.users, generate_series(1, 25) AS i WHERE email = 'organizer@example.org'`);
  const olga = await new Visitor().signIn('organizer@example.org');
  const drafts = new Set();
  for (let next = '/organizer'; next;) {
    const { text } = await olga.request(next);
    [...text.matchAll(/>(Draft \d+)</g)].forEach(([, draft]) => drafts.add(draft));
    next = text.match(/rel="next" href="([^"]+)"/)?.[1].replace(/&amp;/g, '&');
  }
  assert.strictEqual(drafts.size, 25);
});

test('an event is at the time of its place', async () => {
  await owner.query(`INSERT INTO boh.events (title, slug, author_id, capacity, price, time_zone, start_date, end_date, status)
    SELECT 'Far away', 'far-away', id, 1, 0, 'Asia/Tokyo', date_trunc('year', now()) + interval '2 years 20 hours', date_trunc('year', now()) + interval '2 years 22 hours', 'PUBLISHED'
    FROM boh.users WHERE email = 'organizer@example.org'`);
  const { rows: [local] } = await owner.query(
    "SELECT to_char(start_date AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI') AS start FROM boh.events WHERE slug = 'far-away'");
  assert.ok((await new Visitor().request('/events/far-away')).text.includes(`${local.start} to`));
  assert.ok((await new Visitor().request('/?q=%22far+away%22')).text.includes(local.start));
});

test('a token that is not one is a visitor', async () => {
  const visitor = new Visitor();
  visitor.cookie = 'session=forged';
  assert.match((await visitor.request('/')).text, /Sign in/);
  assert.match((await visitor.request('/account')).path, /sign-in/);
});

test('an id that is none is refused', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  assert.strictEqual((await ann.request('/bookings/1')).status, 400);
  assert.strictEqual((await ann.request('/organizer/1')).status, 400);
});
