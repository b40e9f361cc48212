// People who use the shop with Chromium.

'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');
const http = require('node:http');
const { after, before, test } = require('node:test');
const sharp = require('sharp');
const { url, owner, PASSWORD, newCustomer, until, expire } = require('./visitor');
const { Browser, press, textOf, holdSeat, newPage, openSection, addSection } = require('./browser');
const { FOLDER, checkScreenshot } = require('./screenshots');

const ADA = { email: 'admin@example.org', password: PASSWORD };
let browser;
let ann;
let ben;
let ada;

before(async () => {
  browser = await Browser.start();
  [ann, ben] = [await browser.signIn(await newCustomer('ann')), await browser.signIn(await newCustomer('ben'))];
  ada = await browser.signIn(ADA);
});

after(() => Promise.all([browser.stop(), owner.end()]));

async function makeEvent(title, slug) {
  await owner.query(`INSERT INTO boh.events (title, slug, author_id, capacity, price, start_date, end_date, status)
    SELECT $1, $2, id, 1, 12, now() + interval '7 days', now() + interval '8 days', 'PUBLISHED' FROM boh.users WHERE email = 'organizer@example.org'`, [title, slug]);
}

async function statusOf(booking) {
  return (await owner.query('SELECT status FROM boh.bookings WHERE id = $1', [booking])).rows[0].status;
}

test('a list, and what was searched for', async () => {
  const visitor = await browser.visit();
  await visitor.goto('/');
  await checkScreenshot(visitor, 'list.png', 496);
  await visitor.getByLabel('Search').fill('rehearsal');
  await visitor.keyboard.press('Enter');
  assert.strictEqual(await textOf(visitor, '.events mark'), 'Rehearsal');
});

test('a customer books the last seat while another pays', async () => {
  await makeEvent('Box Office', 'box-office');
  await ben.goto('/events/box-office');
  assert.strictEqual(await textOf(ben, '#left'), '1');
  const booking = await holdSeat(ann, 'box-office');

  // While the booking is locked, the payment is on its way.
  const lock = await owner.connect();
  await lock.query('BEGIN');
  await lock.query('SELECT FROM boh.bookings WHERE id = $1 FOR UPDATE', [booking]);
  await press(ann, 'Pay');
  await ann.getByText('Your payment is on its way').waitFor();
  await until(async () => (await owner.query("SELECT FROM pg_stat_activity WHERE usename = 'pay_hooks' AND wait_event_type = 'Lock'")).rowCount > 0);
  await press(ben, 'Hold seats');
  assert.strictEqual(await textOf(ben, '[role=alert]'), 'No seat is left.');
  await lock.query('ROLLBACK');
  lock.release();

  await ann.locator('#status', { hasText: 'CONFIRMED' }).waitFor();
  await ben.goto('/events/box-office');
  assert.strictEqual(await textOf(ben, '#left'), '0');
});

test('a hold runs out while its customer pays, and the seat is gone', async () => {
  await makeEvent('Late Show', 'late-show');
  const booking = await holdSeat(ann, 'late-show');
  let letGo;
  await ann.route('**/provider/pay', (route) => { letGo = () => route.continue(); });
  const paying = press(ann, 'Pay');
  await until(() => letGo !== undefined);

  await expire(booking);
  const bens = await holdSeat(ben, 'late-show');
  await press(ben, 'Pay');
  await ben.locator('#status', { hasText: 'CONFIRMED' }).waitFor();
  letGo();
  await paying;
  await ann.getByText('refund due').waitFor();
  assert.deepStrictEqual([await statusOf(booking), await statusOf(bens), await textOf(ann, '#status')], ['CANCELLED', 'CONFIRMED', 'CANCELLED']);
});

test('a hold runs out on the screen', async () => {
  await ann.clock.install();
  await holdSeat(ann, 'open-rehearsal');
  assert.match(await textOf(ann, '#clock'), /^1[45]:\d\d$/);
  await checkScreenshot(ann, 'hold.png');
  await ann.clock.fastForward('16:00');
  await ann.locator('#clock', { hasText: 'over' }).waitFor();
  assert.ok(await ann.getByRole('button', { name: 'Pay' }).isDisabled());
  await ann.clock.resume();
});

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="750"><rect width="1200" height="750" fill="#24476b"/>
  <circle cx="600" cy="300" r="190" fill="#f2c14e"/><path d="M0 750 L420 380 L640 560 L860 340 L1200 750z" fill="#16324f"/></svg>`;

// Chooses a file in the dialog of pictures.
async function chooseFile(page, name, buffer) {
  const dialog = page.getByRole('dialog');
  await dialog.locator('[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });
  return dialog;
}

test('an editor uploads a picture, and uses it', async () => {
  await newPage(ada, 'The hall');
  await addSection(ada, 'Hero', { heading: 'The hall', subheading: 'Since 1907' });
  const form = await openSection(ada, 'Image', { caption: 'Seen from the lake' });
  await form.getByRole('button', { name: 'Choose a picture' }).click();

  // What is wrong with a file is said where it was chosen.
  const dialog = await chooseFile(ada, 'page.png', Buffer.from('<p>'));
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await dialog.getByText('This is not a picture').waitFor();

  await chooseFile(ada, 'Hall.png', await sharp(Buffer.from(PICTURE)).png().toBuffer());
  await dialog.getByLabel('Alternative text').fill('The hall at night');
  await dialog.getByRole('button', { name: 'Upload' }).click();
  const thumbnail = dialog.getByAltText('The hall at night');
  await thumbnail.waitFor();
  await until(() => thumbnail.evaluate((image) => image.naturalWidth === 320));
  await thumbnail.click();
  assert.strictEqual(await form.locator('[name=alt]').inputValue(), 'The hall at night');
  await press(ada, 'Save', form);
  await ada.locator('article figcaption', { hasText: 'Seen from the lake' }).waitFor();
  await checkScreenshot(ada, 'editor.png', 980);

  await press(ada, 'Publish');
  await until(() => ada.getByAltText('The hall at night').evaluate((image) => image.naturalWidth === 1200));
  await ada.goto('/editor/media');
  await ada.getByText('Hall.png, 1200 × 750, used 2 times').waitFor();
  await checkScreenshot(ada, 'media.png');
});

test('editors move and delete sections, and see who was faster', async () => {
  await newPage(ada, 'Two editors');
  await addSection(ada, 'Text', { content: '<p>First</p>' });
  await addSection(ada, 'Text', { content: '<p>Second</p>' });
  const other = await browser.signIn(ADA);
  await other.goto(ada.url());
  const section = (page, text) => page.locator('article', { hasText: text });
  const texts = (page) => page.locator('article section').allTextContents();

  await press(ada, 'Up', section(ada, 'Second'));
  assert.deepStrictEqual(await texts(ada), ['Second', 'First']);
  await press(other, 'Delete', section(other, 'First'));
  await other.getByRole('alert').getByText('Somebody else').waitFor();
  assert.deepStrictEqual(await texts(other), ['Second', 'First']);
  await press(other, 'Delete', section(other, 'First'));
  assert.deepStrictEqual(await texts(other), ['Second']);
});

// Each would run in a page that shows it as it is, in a browser that does not know the page's policy.
const ATTACKS = ['<img src="x" onerror="window.attacked = 1">', '<script>window.attacked = 1</script>', '"><script>window.attacked = 1</script>',
  '<svg onload="window.attacked = 1"></svg>', '<p onmouseover="window.attacked = 1">here</p>', '<a href="javascript:window.attacked = 1">here</a>'];

test('attacks in the editor run nowhere', async () => {
  const attacker = await browser.signIn(ADA, { safe: false });
  const attacked = () => attacker.evaluate(() => 'attacked' in window);
  await attacker.setContent(ATTACKS[0]);
  await attacker.waitForFunction(() => 'attacked' in window);

  await newPage(attacker, `Attack ${ATTACKS[2]}`);
  for (const attack of ATTACKS) {
    await addSection(attacker, 'Text', { content: `<p>Harmless</p>${attack}` });
    await addSection(attacker, 'Hero', { heading: attack, subheading: attack });
    assert.strictEqual(await attacked(), false, attack);
  }
  const editor = attacker.url();
  await addSection(attacker, 'Hero', { heading: 'x', ctaText: 'Go', ctaLink: 'javascript:window.attacked = 1' });
  await attacker.getByRole('alert').waitFor();
  await attacker.goto(editor);
  await press(attacker, 'Publish');
  assert.strictEqual(await attacker.locator('main section').count(), 2 * ATTACKS.length);
  for (const target of await attacker.getByText('here', { exact: true }).all()) {
    await target.hover();
    await target.click();
  }
  assert.strictEqual(await attacked(), false);
  assert.strictEqual(await attacker.locator('main [onerror], main [onload], main [onmouseover], main script, main [href^=javascript]').count(), 0);
});

test("another site's page sends no form, even if the cookie comes with it", async () => {
  await makeEvent('Not Wanted', 'not-wanted');
  const { rows: [event] } = await owner.query("SELECT id FROM boh.events WHERE slug = 'not-wanted'");
  // Another port is another origin, but the same site.
  const other = http.createServer((request, response) => response.setHeader('content-type', 'text/html').end(`<form method="post" action="${url}/bookings">
    <input name="event" value="${event.id}"><input name="seats" value="1"><input name="key" value="forged"><button>Win a prize</button></form>`)).listen(0, '127.0.0.1');
  await once(other, 'listening');
  await ben.goto(`http://127.0.0.1:${other.address().port}/`);
  await press(ben, 'Win a prize');
  await ben.getByRole('alert').getByText('not sent from a page of the shop').waitFor();
  other.close();
  assert.strictEqual((await owner.query('SELECT FROM boh.bookings WHERE event_id = $1', [event.id])).rowCount, 0);
});

test('an organizer sees who comes', async () => {
  const olga = await browser.signIn({ email: 'organizer@example.org', password: PASSWORD });
  await olga.getByRole('link', { name: 'My events' }).click();
  await olga.getByRole('link', { name: 'Box Office' }).click();
  assert.match(await textOf(olga, 'table'), /ann@example\.org[^]*CONFIRMED/);
});

test('the documentation shows all screenshots', () => {
  const page = fs.readFileSync(path.join(FOLDER, '../../README.md'), 'utf8');
  const shown = [...page.matchAll(/!\[[^\]]+\]\(shop\/screenshots\/([^)]+)\)/g)].map(([, name]) => name);
  assert.deepStrictEqual(shown.sort(), fs.readdirSync(FOLDER).sort());
});
