// What no form of the shop sends, sent to each of its routes: it is refused in words, and is never an error of the shop.

'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { url, owner, Visitor, idOf, callWebhook } = require('./visitor');

const SHOP = path.join(__dirname, '../../examples/shop');

// Where server.js and editor.js put the routes of a file.
const PREFIXES = { 'media.js': '/editor/media' };

// "GET /bookings/:id" and the like, from the sources
function routes() {
  return fs.readdirSync(SHOP).filter((name) => name.endsWith('.js')).flatMap((name) =>
    [...fs.readFileSync(path.join(SHOP, name), 'utf8').matchAll(/^ *(?:router|provider|webhook)\.(get|post)\('([^']+)'/gm)].map(([, method, route]) =>
      `${method.toUpperCase()} ${PREFIXES[name] ?? ''}${route === '/' && PREFIXES[name] ? '' : route}`));
}

const LONG = 'x'.repeat(90000);
// The first ones are enough where each takes long: passwords are hashed.
const FEW = 5;
const VALUES = ['', ' ', 'a\0b', 'a@b', LONG, '-1', '9999999999999999999', '00000000-0000-0000-0000-000000000000', '1.5', '1e400', '\u202e\u200b',
  "' OR ''='", '../../etc/passwd', '2027-02-31', '+275760-09-13T00:00:00.000Z', '{"a":'.repeat(15000), '<div>'.repeat(15000), '<b><p>'.repeat(10000)];

// Parts of addresses, as they are sent
const PARTS = ['%00', 'a%00b', '%FF', '%ED%A0%80', '%', '1', '-1', '00000000-0000-0000-0000-000000000000', '%27%20OR%201=1', '..%2f..%2fpackage.json', 'x'.repeat(8000),
  '%F0%9F%8E%AB', '%7B%22a%22:'.repeat(500)];

const FORM = 'application/x-www-form-urlencoded';
const BODIES = [[undefined, undefined], [undefined, Buffer.from([0, 255, 254])], ['application/json', '{"title": "x"}'], ['application/json', '['.repeat(50000)],
  ['text/plain', 'title=x'], ['nonsense', 'x'], [FORM, ''], [FORM, '%'], [FORM, '%00=%00'], [FORM, '&&==&='], [FORM, 'seats=%ED%A0%80&title=%FF&seen=%FF'],
  [FORM, 'a&'.repeat(2000)], [FORM, `title=${'x'.repeat(200000)}`], [FORM, '__proto__=1&constructor=2&toString=3&a[b][c]=4'],
  [`${FORM}; charset=utf-7`, 'title=x'], [FORM, 'title=x', { 'content-encoding': 'gzip' }], [FORM, 'title=x', { 'content-encoding': 'nonsense' }],
  ['multipart/form-data', 'x'], ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\nabc'],
  ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="alt[a][b]"\r\n\r\n1\r\n--x--\r\n'],
  ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="picture"; filename="a\0b.png"\r\n\r\nabc\r\n--x--\r\n'],
  ['multipart/form-data; boundary=x', '--x\r\n\r\n\r\n'.repeat(20)]];

// An administrator, who gets everywhere; wrong log-ins count for another computer.
let ada;
let right;

before(async () => {
  ada = await new Visitor().signIn('admin@example.org');
  const held = await ada.hold('open-rehearsal', 1);
  const { path: page } = await ada.request('/editor', { title: 'Hostile' });
  await ada.request(page, { type: 'TEXT', content: '<p>x</p>' });
  const { rows: [section] } = await owner.query('SELECT id, updated_at FROM boh.content_sections WHERE page_id = $1', [idOf({ path: page })]);
  const { rows: [event] } = await owner.query("SELECT id FROM boh.events WHERE slug = 'open-rehearsal'");
  const seen = section.updated_at.toISOString();
  const ids = { page: idOf({ path: page }), section: section.id };
  // For each route what is right: parts of the address, and fields; and names of further fields.
  right = {
    'GET /': { fields: { q: 'concert' }, optional: ['cursor'] },
    'GET /sign-in': {},
    'POST /sign-up': { fields: { email: 'eve@example.org', password: 'secret of eve', name: 'Eve' } },
    'POST /sign-in': { fields: { email: 'eve@example.org', password: 'secret of eve' } },
    'POST /sign-out': {},
    'GET /events/:slug': { parts: { slug: 'open-rehearsal' } },
    'GET /pages/:slug': { parts: { slug: 'about-us' } },
    'POST /bookings': { fields: { event: event.id, seats: '1', key: 'hostile' } },
    'GET /bookings/:id': { parts: { id: idOf(held) }, optional: ['paid'] },
    'POST /bookings/:id/cancel': { parts: { id: idOf(held) } },
    'GET /account': { optional: ['cursor'] },
    'POST /provider/pay': { fields: { booking: '00000000-0000-0000-0000-000000000000', amount: '12' } },
    'POST /webhooks/payment': {},
    'GET /organizer': { optional: ['cursor'] },
    'GET /organizer/:id': { parts: { id: event.id } },
    'GET /editor': { optional: ['cursor'] },
    'POST /editor': { fields: { title: 'Hostile' } },
    'GET /editor/:page': { parts: ids },
    // What is not refused makes this page long.
    'POST /editor/:page': { parts: { page: idOf(await ada.request('/editor', { title: 'Long' })) }, fields: { type: 'HERO', heading: 'x', subheading: 'y', backgroundImageUrl: '/a.png', ctaText: 'z', ctaLink: '/', alignment: 'left',
      content: '<p>x</p>', 'images/0/url': '/a.png', columns: '2' } },
    'POST /editor/:page/publish': { parts: ids },
    'POST /editor/:page/:section': { parts: ids, fields: { type: 'TEXT', content: '<p>x</p>', seen } },
    'POST /editor/:page/:section/move': { parts: ids, fields: { seen: section.id, by: '1' } },
    'POST /editor/:page/:section/delete': { parts: ids, fields: { seen } },
    'GET /editor/media': { optional: ['cursor'] },
    'POST /editor/media': {},
    'POST /editor/media/:id/delete': { parts: { id: ids.section } },
  };
});

after(() => owner.end());

async function send(route, { parts = {}, fields, type = FORM, body, headers = {} }) {
  const [method, address] = route.split(' ');
  const target = url + address.replace(/:(\w+)/g, (_, name) => parts[name]);
  const sent = fields && new URLSearchParams(fields).toString();
  const all = { origin: url, cookie: ada.cookie, 'x-forwarded-for': '192.0.2.1', ...(method === 'POST' && type && { 'content-type': type }), ...headers };
  const response = await fetch(method === 'GET' && sent ? `${target}?${sent}` : target, { method, redirect: 'manual',
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)), ...(method === 'POST' && { body: body ?? sent }) });
  return { status: response.status, text: await response.text() };
}

// What went wrong, if anything did
async function complaint(route, request, what) {
  const { status, text } = await send(route, request);
  return status < 500 && (status < 400 || text.includes('role="alert">')) ? [] : [`${route} ${what.slice(0, 40)}: ${status} ${text.slice(0, 300)}`];
}

// Eight at a time
async function complaints(requests) {
  const found = [];
  for (let i = 0; i < requests.length; i += 8) {
    found.push(...await Promise.all(requests.slice(i, i + 8).map((one) => complaint(...one))));
  }
  return found.flat();
}

test('the tests know every route', () => {
  assert.deepStrictEqual(routes().sort(), Object.keys(right).sort());
});

test('wrong fields', async () => {
  assert.deepStrictEqual(await complaints(Object.entries(right).flatMap(([route, { parts, fields = {}, optional = [] }]) =>
    [...Object.keys(fields), ...optional].flatMap((name) => VALUES.slice(0, 'password' in fields ? FEW : VALUES.length)
      .filter((value) => route.startsWith('POST') || value.length < 8000).map((value) => [route, { parts, fields: { ...fields, [name]: value } }, `${name}=${value}`])))), []);
});

test('fields that are missing, and fields that are sent twice', async () => {
  assert.deepStrictEqual(await complaints(Object.entries(right).flatMap(([route, { parts, fields = {} }]) => Object.keys(fields).flatMap((name) => [
    [route, { parts, fields: Object.entries(fields).filter(([key]) => key !== name) }, `no ${name}`],
    [route, { parts, fields: [...Object.entries(fields), [name, 'x'], [name, 'y']] }, `three times ${name}`]]))), []);
});

test('wrong addresses', async () => {
  assert.deepStrictEqual(await complaints(Object.entries(right).flatMap(([route, { parts = {}, fields }]) => Object.keys(parts).flatMap((name) =>
    PARTS.map((part) => [route, { parts: { ...parts, [name]: part }, fields }, `${name}=${part}`])))), []);
  assert.deepStrictEqual(await complaints(PARTS.flatMap((part) => [[`GET /${part}`, {}, ''], [`GET /media/${part}`, {}, ''], [`GET /?q=${part}`, {}, ''],
    [`GET /?q[a][b]=${part}&q=1`, {}, '']])), []);
});

test('wrong bodies', async () => {
  assert.deepStrictEqual(await complaints(Object.entries(right).filter(([route]) => route.startsWith('POST')).flatMap(([route, { parts }]) =>
    BODIES.map(([type, body, headers]) => [route, { parts, type: type ?? '', body, headers }, `${type} ${String(body)}`]))), []);
});

test('wrong tokens and computers', async () => {
  const encoded = (text) => Buffer.from(text).toString('base64url');
  const tokens = ['', '.', '..', 'x.y.z', encoded('{"alg":"none"}'), `${encoded('['.repeat(5000))}.${encoded('['.repeat(2000))}.x`, 'ä', "'", 'x'.repeat(8000)];
  assert.deepStrictEqual(await complaints(tokens.flatMap((token) => ['GET /', 'POST /bookings', 'GET /editor'].map((route) =>
    [route, { headers: { cookie: `session=${encodeURI(token)}` } }, token]))), []);
  assert.deepStrictEqual(await complaints(['', 'x', '1.2.3', '::', 'x'.repeat(5000), '192.0.2.1, x'].map((computer) =>
    ['POST /sign-in', { ...right['POST /sign-in'], headers: { 'x-forwarded-for': computer } }, computer])), []);
});

test('forms come from pages of the shop alone', async () => {
  const { port } = new URL(url);
  const others = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'cross-site', origin: url }, { origin: 'null' },
    { origin: 'http://127.0.0.1:1' }, { origin: `https://127.0.0.1:${port}` }, { origin: `http://shop.example:${port}`, host: `shop.example:${port}` }, {}];
  const posts = Object.keys(right).filter((route) => route.startsWith('POST') && route !== 'POST /webhooks/payment');
  for (const route of posts) {
    for (const headers of others) {
      const { status, text } = await send(route, { ...right[route], headers: { origin: undefined, ...headers } });
      assert.deepStrictEqual([status, /not sent from a page of the shop/.test(text)], [403, true], `${route} ${JSON.stringify(headers)}`);
    }
    const { text } = await send(route, { ...right[route], headers: { origin: undefined, 'sec-fetch-site': 'same-origin' } });
    assert.doesNotMatch(text, /not sent from a page of the shop/, route);
  }
});

test('a webhook that is signed, but says nothing', async () => {
  const payment = { booking: '00000000-0000-0000-0000-000000000000', payment: 'x' };
  for (const body of ['', 'x', 'null', '[]', '5', '"x"', '{}', '['.repeat(50000), JSON.stringify({ ...payment, booking: null }), JSON.stringify({ ...payment, booking: 'a\0' }),
    JSON.stringify({ ...payment, booking: { a: 1 } }), JSON.stringify({ ...payment, payment: 'x\0' }), JSON.stringify({ ...payment, payment: LONG }),
    JSON.stringify({ ...payment, payment: '' }), JSON.stringify(payment)]) {
    const { status } = await callWebhook(body);
    assert.ok(status >= 400 && status < 500, `${body.slice(0, 100)}: ${status}`);
  }
});

test('what can be said about it is said', async () => {
  const { parts, fields } = right['POST /editor/:page'];
  for (const [route, request, expected, words] of [
    ['POST /sign-up', { fields: { email: 'a@b', password: 'secret of eve' } }, 422, /no email address/],
    ['POST /sign-up', { fields: { email: 'eve@example.org', password: 'short' } }, 422, /at least 8/],
    ['POST /bookings', { fields: { ...right['POST /bookings'].fields, seats: 'two' } }, 400, /whole number/],
    ['POST /editor', { fields: { title: ' ' } }, 400, /Give the page a title/],
    ['POST /editor', { fields: { title: 'a\0b' } }, 400, /cannot be stored/],
    ['POST /editor/:page', { parts, fields: { ...fields, type: 'NONE' } }, 422, /NONE/],
    ['POST /sign-in', { body: '{}', type: 'application/json' }, 415, /Only forms/],
    ['POST /sign-in', { body: 'x'.repeat(200000) }, 413, /too large/],
    ['GET /nothing', {}, 404, /no such page/]]) {
    const { status, text } = await send(route, request);
    assert.deepStrictEqual([status, words.test(text)], [expected, true], `${route}: ${status} ${text}`);
  }
});
