// Errors in every form that a version of Prisma gives them, and calls with Prisma 8.  BOH_PRISMA_6 and BOH_PRISMA_8 name folders with
// packages of these versions; without them, the forms that they throw are left out.

'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { test } = require('node:test');
const { asBohError, callsWith, databaseError, SoldOutError } = require(path.join(process.cwd(), 'node_modules/@boh/prisma'));

const EVENT = '01a20533-f2f8-728c-80e6-6c5f20930d58';
const DETAIL = `{"event_id": "${EVENT}", "requested": 3, "available": 1}`;
const HINT = 'Ask for fewer seats.';
const expected = { code: 'BH003', message: 'not enough seats: 3 requested, 1 available',
  detail: { event_id: EVENT, requested: 3, available: 1 }, hint: HINT };

// A real error of the server: nothing that exists is booked.
const STATEMENT = `DO $$ BEGIN RAISE EXCEPTION USING errcode = 'BH003', message = '${expected.message}', detail = '${DETAIL}', hint = '${HINT}'; END $$`;

async function thrownBy(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function check(error) {
  assert.deepStrictEqual(databaseError(error), expected);
  const ours = asBohError(error);
  assert.ok(ours instanceof SoldOutError);
  assert.deepStrictEqual([ours.name, ours.eventId, ours.available, ours.hint, ours.cause], ['SoldOutError', EVENT, 1, HINT, error]);
}

test('Prisma 6.19 with its library engine, in a model', () => {
  const quoted = JSON.stringify(DETAIL);
  check(new Error('\nInvalid `prisma.booking.create()` invocation:\n\n\nError occurred during query execution:\n'
    + 'ConnectorError(ConnectorError { user_facing_error: None, kind: QueryError(PostgresError { code: "BH003", '
    + `message: "${expected.message}", severity: "ERROR", detail: Some(${quoted}), column: Some("booked_count"), `
    + `hint: Some("${HINT}") }), transient: false })`));
});

test('Prisma 6.19 with its library engine, in a raw query', () => {
  check(Object.assign(new Error('Raw query failed. Code: `BH003`.'), {
    code: 'P2010', meta: { code: 'BH003', message: `ERROR: ${expected.message}\nDETAIL: ${DETAIL}\nHINT: ${HINT}` } }));
});

test('node-postgres', () => {
  check(Object.assign(new Error(expected.message), { code: 'BH003', detail: DETAIL, hint: HINT }));
});

test('errors that say nothing of the database', () => {
  for (const error of [new Error('x'), null, undefined, 'x', Object.assign(new Error('x'), { code: 'P2025', meta: { cause: 'y' } }),
    Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]) {
    assert.strictEqual(databaseError(error), undefined);
    assert.strictEqual(asBohError(error), error);
  }
});

test('a circle of causes comes to an end', () => {
  const error = new Error('x');
  error.cause = error;
  assert.strictEqual(databaseError(error), undefined);
});

const six = path.join(process.cwd(), 'six');

test('Prisma 6.19 with a driver adapter', { skip: !fs.existsSync(path.join(six, 'generated')) }, async () => {
  const { PrismaClient } = require(path.join(six, 'generated'));
  const { PrismaPg } = createRequire(path.join(six, 'x.js'))('@prisma/adapter-pg');
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.BOH_OWNER_URL }) });
  check(await thrownBy(prisma.$executeRawUnsafe(STATEMENT)));
  // In a model the error is the driver adapter's own.
  const author = await prisma.user.create({ data: { email: 'six@example.org' } });
  const event = await prisma.event.create({ data: { title: 'Six', authorId: author.id, status: 'PUBLISHED', capacity: 1,
    startDate: new Date('2999-01-01'), endDate: new Date('2999-01-02') } });
  const tooMany = { eventId: event.id, userId: author.id, seats: 2 };
  const error = asBohError(await thrownBy(prisma.booking.create({ data: tooMany })));
  assert.ok(error instanceof SoldOutError);
  assert.strictEqual(error.available, 1);
  await prisma.$disconnect();
});

test('Prisma 8, a release candidate', { skip: !fs.existsSync(process.env.BOH_PRISMA_8) }, async () => {
  const from = createRequire(path.join(process.env.BOH_PRISMA_8, 'x.js'));
  const folder = path.join(process.env.BOH_PRISMA_8, '@prisma/orm-target-postgres');
  const { default: descriptor } = await import(path.join(folder, 'dist/driver__runtime.mjs'));
  const pg = from('pg');
  const pool = new pg.Pool({ connectionString: process.env.BOH_OWNER_URL });
  const driver = descriptor.create({});
  await driver.connect({ kind: 'pgPool', pool });
  const error = await thrownBy(driver.execute({ sql: STATEMENT, params: [] }));
  assert.strictEqual(error.sqlState, 'BH003');
  check(error);

  // Functions without the client extension
  const calls = callsWith(async (text, values) => {
    const rows = [];
    for await (const row of driver.query({ sql: text, params: values })) {
      rows.push(row);
    }
    return rows;
  });
  assert.match(await calls.version(), /^\d+\.\d+\.\d+/);
  assert.deepStrictEqual(await calls.isoTime({ at: new Date('2999-01-01T12:00:00Z') }), '2999-01-01T12:00:00.000Z');
  await pool.end();
});
