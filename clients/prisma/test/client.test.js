// Runs in a project that has installed the package.  Beside a server, the tests need these variables:
//
//   BOH_OWNER_URL   the owner of the tables, directly
//   BOH_SHOP_URL    a role with the profile "app", through PgBouncer
//   BOH_KEY         the file of the key that signs tokens
//   BOH_TOKEN_JS    examples/token.js

'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { PrismaPg } = require('@prisma/adapter-pg');
const project = (file) => require(path.join(process.cwd(), file));
const { PrismaClient } = project('generated');
const { boh, callsWith, databaseError, retry, SoldOutError, StaleQuoteError, NotAllowedError, NotFoundError, InvalidValueError, ArgumentError } =
  project('node_modules/@boh/prisma');
const { Signer } = require(process.env.BOH_TOKEN_JS);

const connect = (connectionString, options) => new PrismaClient({ adapter: new PrismaPg({ connectionString }) }).$extends(boh(options));
const owner = connect(process.env.BOH_OWNER_URL, { retry: { firstWait: 1 } });
const shop = connect(process.env.BOH_SHOP_URL);
const signer = new Signer(fs.readFileSync(process.env.BOH_KEY));

const START = new Date('2999-01-01T12:00:00.000Z');
const END = new Date('2999-01-02T12:00:00.000Z');
const UNKNOWN = '01a20533-f2f8-728c-80e6-6c5f20930d58';
let ann;
let olga;
let token;

function makeEvent(values) {
  return owner.event.create({ data: { title: 'Concert', author: { connect: { id: olga.id } }, status: 'PUBLISHED', capacity: 10,
    startDate: START, endDate: END, ...values } });
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

before(async () => {
  ann = await owner.user.create({ data: { email: 'ann@example.org', name: 'Ann' } });
  olga = await owner.user.create({ data: { email: 'olga@example.org', role: 'ORGANIZER' } });
  token = signer.token(ann.id);
});

after(() => Promise.all([owner.$disconnect(), shop.$disconnect()]));

test('what the database fills in may be left out', async () => {
  const venue = await owner.venue.create({ data: { name: 'Hall', capacity: 20 } });
  const tag = await owner.tag.create({ data: { name: 'Jazz' } });
  const event = await makeEvent({ title: 'Left out', price: 5, venue: { connect: { id: venue.id } }, eventTags: { create: { tagId: tag.id } } });
  const booking = await owner.booking.create({ data: { userId: ann.id, eventId: event.id } });
  const page = await owner.contentPage.create({ data: { title: 'About us', authorId: olga.id,
    contentSections: { create: { type: 'TEXT', data: { content: '<p>Here.</p>' } } } }, include: { contentSections: true } });
  const file = await owner.mediaFile.create({ data: { originalFilename: 'a.png', mimeType: 'image/png', fileSize: 1 } });
  assert.deepStrictEqual(
    [venue.slug, tag.slug, event.slug, page.slug, page.contentSections[0].position, booking.currency, booking.totalPrice.toFixed(2)],
    ['hall', 'jazz', 'left-out', 'about-us', 0, 'EUR', '5.00']);
  assert.match(file.url, /\.png$/);
});

test('every model can be read', async () => {
  const models = Object.keys(owner).filter((name) => typeof owner[name]?.findFirst === 'function');
  assert.ok(models.length > 25, `${models.length} models`);
  for (const model of models) {
    await owner[model].findFirst();
  }
});

test('relations lead both ways', async () => {
  const { id } = await makeEvent({ title: 'Both ways' });
  const found = await owner.user.findUnique({ where: { id: olga.id }, include: { events: { where: { id }, include: { author: true } } } });
  assert.strictEqual(found.events[0].author.email, 'olga@example.org');
});

test('nobody reads password hashes through the model', async () => {
  assert.ok(!('passwordHash' in ann));
});

test('a function takes and returns values of JavaScript', async () => {
  const event = await makeEvent({ price: '12.50' });
  const booking = await owner.$boh().bookSeats({ event: event.id, customer: ann.id, seatCount: 2, holdSeconds: 60 });
  assert.deepStrictEqual([booking.seats, booking.unitPrice, booking.totalPrice, booking.status, booking.refundDue, booking.confirmedAt],
    [2, '12.50', '25.00', 'PENDING', false, null]);
  assert.strictEqual(booking.expiresAt - booking.bookingDate < 61000, true);
  assert.strictEqual(await owner.$boh().availableSeats({ event: event.id }), 8);
  assert.deepStrictEqual((await owner.$boh().health()).every((row) => typeof row.checkName === 'string'), true);
  assert.deepStrictEqual(await owner.$boh().bookedEvents, undefined);
});

test('times are right in a server with another time zone', async () => {
  const booking = await owner.$boh().bookSeats({ event: (await makeEvent()).id, customer: ann.id, seatCount: 1 });
  assert.ok(Math.abs(booking.bookingDate - Date.now()) < 3600000);
  assert.strictEqual(await owner.$boh().isoTime({ at: START }), '2999-01-01T12:00:00.000Z');
  assert.deepStrictEqual(await owner.$boh().uuid7Time({ id: '01a20533-f2f8-728c-80e6-6c5f20930d58' }), new Date(0x01a20533f2f8));
});

test('a procedure is called', async () => {
  assert.ok(Array.isArray((await owner.$boh().runMaintenance({ budgetMs: 1000 })).report));
});

test('arguments of arrays, JSON and sections', async () => {
  const page = await owner.$boh().createPage({ page: { title: 'Sections', authorId: olga.id },
    sections: [{ type: 'HERO', data: { heading: 'One' } }, { type: 'TEXT', data: { content: '<p>"Two"</p>' } }] });
  const third = await owner.$boh().addSection({ page, sectionType: 'TEXT', data: { content: '<p>Three</p>' } });
  const { contentSections } = await owner.contentPage.findUnique({ where: { id: page }, include: { contentSections: { orderBy: { position: 'asc' } } } });
  const order = contentSections.map(({ id }) => id).reverse();
  assert.strictEqual(order[0], third);
  await owner.$boh().reorderSections({ page, sections: order });
  await owner.$boh().publishPage({ page });
  const { sections } = await owner.$boh().page({ slug: 'sections' });
  assert.deepStrictEqual(sections.map(({ data }) => data.heading ?? data.content), ['<p>Three</p>', '<p>"Two"</p>', 'One']);
});

test('a mistyped argument is refused', async () => {
  assert.match((await refusal(owner.$boh().availableSeats({ evnet: UNKNOWN }))).message, /has no argument evnet/);
});

test('lists are iterated to their end', async () => {
  const made = [];
  for (let i = 0; i < 5; i++) {
    made.push((await makeEvent({ title: `Row ${i}`, category: 'SPORTS', startDate: new Date(START.getTime() + i) })).id);
  }
  const seen = [];
  for await (const { id } of owner.$boh().each.listEvents({ filters: { category: 'SPORTS' }, pageSize: 2 })) {
    seen.push(id);
  }
  assert.deepStrictEqual(seen, made);
});

test('errors of functions and of models have the same class', async () => {
  const event = await makeEvent({ capacity: 1, price: 3 });
  for (const promise of [
    owner.$boh().bookSeats({ event: event.id, customer: ann.id, seatCount: 2 }),
    owner.booking.create({ data: { eventId: event.id, userId: ann.id, seats: 2 } }),
    owner.$queryRaw`SELECT id::text FROM boh_book_seats(${event.id}::uuid, ${ann.id}::uuid, 2)`,
  ]) {
    const error = await refusal(promise);
    assert.ok(error instanceof SoldOutError, String(error));
    assert.deepStrictEqual([error.code, error.eventId, error.requested, error.available], ['BH003', event.id, 2, 1]);
    assert.match(error.hint, /fewer seats/);
    assert.ok(error.cause);
  }
  const stale = await refusal(owner.booking.create({ data: { eventId: event.id, userId: ann.id, unitPrice: 2 } }));
  assert.ok(stale instanceof StaleQuoteError, String(stale));
  assert.deepStrictEqual([stale.namedPrice, stale.price], ['2.00', '3.00']);
});

test('codes of PostgreSQL with DETAIL of boh', async () => {
  assert.ok(await refusal(owner.$boh().bookSeats({ event: UNKNOWN, customer: ann.id, seatCount: 1 })) instanceof NotFoundError);
  assert.ok(await refusal(owner.$boh().listEvents({ pageSize: 0 })) instanceof ArgumentError);
  assert.ok(await refusal(makeEvent({ title: ' ' })) instanceof InvalidValueError);
});

test("other errors stay Prisma's", async () => {
  assert.strictEqual((await refusal(owner.user.create({ data: { email: 'ann@example.org' } }))).code, 'P2002');
});

test("of codes that Prisma has its own for, the database's are still there", async () => {
  const cases = [
    ['P2003', '23503', owner.booking.create({ data: { userId: ann.id, eventId: UNKNOWN } })],
    ['P2020', '22003', owner.booking.create({ data: { userId: ann.id, eventId: (await makeEvent({ price: 9999999999, capacity: 1000 })).id, seats: 1000 } })],
  ];
  for (const [ofPrisma, ofDatabase, promise] of cases) {
    const error = await refusal(promise);
    assert.deepStrictEqual([error.code, databaseError(error)?.code], [ofPrisma, ofDatabase]);
  }
});

test('a session is one transaction for the person', async () => {
  const event = await makeEvent();
  const seen = await shop.withSession(token, async (tx, person) => {
    const booking = await tx.$boh().bookSeats({ event: event.id, customer: person.id, seatCount: 1 });
    return { person, role: await tx.$boh().sessionRole(), found: (await tx.booking.findMany({ where: { eventId: event.id } })).map(({ id }) => id), id: booking.id };
  });
  assert.deepStrictEqual(seen, { person: { id: ann.id, role: 'USER' }, role: 'USER', found: [seen.id], id: seen.id });
  assert.strictEqual(await shop.$boh().sessionUser(), null);
  assert.strictEqual(await shop.booking.count(), 0);
});

test('a session that fails leaves nothing', async () => {
  const event = await makeEvent();
  await assert.rejects(shop.withSession(token, async (tx) => {
    await tx.$boh().bookSeats({ event: event.id, customer: ann.id, seatCount: 1 });
    throw new Error('changed my mind');
  }), /changed my mind/);
  assert.strictEqual(await owner.$boh().availableSeats({ event: event.id }), 10);
});

test('a caught error cannot be forgotten', async () => {
  const event = await makeEvent({ capacity: 1 });
  await assert.rejects(shop.withSession(token, async (tx) => {
    await tx.$boh().bookSeats({ event: event.id, customer: ann.id, seatCount: 2 }).catch(() => {});
  }));
});

test('a client for a person: each operation is a transaction', async () => {
  const hers = shop.withSession(token);
  assert.strictEqual(await hers.$boh().sessionUser(), ann.id);
  assert.strictEqual((await hers.user.findMany()).length, 1);
  assert.strictEqual(await shop.$boh().sessionUser(), null);
  assert.ok(await refusal(shop.withSession('no token').event.count()) instanceof NotAllowedError);
  assert.strictEqual(await shop.withSession(null).user.count(), 0);
});

test("a transaction of a person's client is one for the person", async () => {
  const event = await makeEvent();
  const hers = shop.withSession(token);
  const book = (client, seats) => client.booking.create({ data: { eventId: event.id, userId: ann.id, seats } });
  const session = (client) => client.$queryRaw`SELECT boh_session_user()::text AS id, pg_current_xact_id()::text AS xid`;

  const [users, [first], [second]] = await hers.$transaction([hers.user.count(), session(hers), session(hers)]);
  assert.deepStrictEqual([users, first], [1, { id: ann.id, xid: second.xid }]);
  await assert.rejects(hers.$transaction([book(hers, 1), book(hers, 100)]), SoldOutError);

  const both = await hers.$transaction(async (tx) => [await tx.$boh().sessionUser(), ...await session(tx), ...await session(tx)]);
  assert.deepStrictEqual(both, [ann.id, { id: ann.id, xid: both[1].xid }, { id: ann.id, xid: both[1].xid }]);
  await assert.rejects(hers.$transaction(async (tx) => {
    await book(tx, 1);
    throw new Error('changed my mind');
  }), /changed my mind/);
  const nobody = shop.withSession('no token');
  await assert.rejects(nobody.$transaction([nobody.event.count()]), NotAllowedError);
  assert.strictEqual(await owner.$boh().availableSeats({ event: event.id }), 10);
});

test('a session can have an isolation level', async () => {
  const level = (tx) => tx.$queryRaw`SELECT current_setting('transaction_isolation') AS level`;
  const settings = { isolationLevel: 'RepeatableRead' };
  assert.deepStrictEqual(await shop.withSession(token, level, settings), [{ level: 'repeatable read' }]);
  assert.deepStrictEqual(await shop.withSession(token).$transaction(level, settings), [{ level: 'repeatable read' }]);
  assert.deepStrictEqual(await shop.withSession(token, level), [{ level: 'read committed' }]);
});

// Fails with a code so many times, then succeeds.
function failing(times, code) {
  return `DO $$ BEGIN IF nextval('tries') <= ${times} THEN RAISE EXCEPTION USING errcode = '${code}', message = 'again'; END IF; END $$`;
}

for (const code of ['40001', '40P01', '55P03']) {
  test(`a session is tried again after ${code}`, async () => {
    await owner.$executeRawUnsafe('CREATE SEQUENCE tries');
    let attempts = 0;
    await owner.withSession(null, async (tx) => {
      attempts++;
      await tx.$executeRawUnsafe(failing(2, code));
    });
    await owner.$executeRawUnsafe('DROP SEQUENCE tries');
    assert.strictEqual(attempts, 3);
  });
}

test('other errors, and the last attempt, are not tried again', async () => {
  let attempts = 0;
  const count = (code) => refusal(retry(() => { attempts++; return owner.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION USING errcode = '${code}'; END $$`); },
    { attempts: 3, firstWait: 1 }));
  await count('22000');
  assert.strictEqual(attempts, 1);
  attempts = 0;
  await count('40001');
  assert.strictEqual(attempts, 3);
});

test('a call outside of a transaction is tried again, one within it is not', async () => {
  const statements = [];
  const calls = callsWith(async (text) => { statements.push(text); return []; }, { extensionSchema: 'Ext' });
  await calls.version();
  assert.match(statements[0], /FROM "Ext"\.boh_version\(\)/);
  const flaky = (client, failures) => client.$extends({ query: { async $queryRawUnsafe({ args, query }) {
    if (failures.shift()) {
      throw Object.assign(new Error('again'), { code: '40001', detail: '' });
    }
    return query(args);
  } } });
  assert.strictEqual(await flaky(owner, [true, true]).$boh().version(), await owner.$boh().version());
  await assert.rejects(flaky(owner, [true]).$transaction((tx) => tx.$boh().version()), /again/);
});
