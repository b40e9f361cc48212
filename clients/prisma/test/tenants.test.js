// One generated client for the tables of each tenant, through one pool.  The models name no schema; the connection does.

'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, test } = require('node:test');
const pg = require('pg');
const { PrismaPg } = require('@prisma/adapter-pg');
const { PrismaClient } = require(path.join(process.cwd(), 'tenants', 'generated'));
const { boh, SoldOutError, NotFoundError } = require(path.join(process.cwd(), 'node_modules/@boh/prisma'));
const { Signer } = require(process.env.BOH_TOKEN_JS);

const clientOf = (schema, pool) => new PrismaClient({ adapter: new PrismaPg(pool, { schema }) }).$extends(boh({ dataSchema: schema }));

const [owners, shops] = [process.env.BOH_OWNER_URL, process.env.BOH_SHOP_URL].map((connectionString) => new pg.Pool({ connectionString }));
const owner = clientOf('jazz_club', owners);
const club = clientOf('jazz_club', shops);
const other = clientOf('boh', shops);
let customer;
let event;
let token;

before(async () => {
  customer = await owner.user.create({ data: { email: 'club@example.org' } });
  event = await owner.event.create({ data: { title: 'Jam', authorId: customer.id, status: 'PUBLISHED', capacity: 2,
    startDate: new Date('2999-01-01'), endDate: new Date('2999-01-02') } });
  token = new Signer(fs.readFileSync(process.env.BOH_KEY)).token(customer.id);
});

after(async () => {
  await Promise.all([owner, club, other].map((client) => client.$disconnect()));
  await Promise.all([owners.end(), shops.end()]);
});

test('a session of a tenant: functions and models', async () => {
  const booking = await club.withSession(token, (tx, person) => tx.$boh().bookSeats({ event: event.id, customer: person.id, seatCount: 1 }));
  assert.strictEqual(booking.userId, customer.id);
  assert.deepStrictEqual((await club.withSession(token).booking.findMany()).map(({ id }) => id), [booking.id]);
  assert.strictEqual(await club.withSession(token).$boh().sessionUser(), customer.id);
});

test('functions in a transaction, and outside', async () => {
  const seats = { event: event.id };
  assert.strictEqual(await club.$boh().availableSeats(seats), 1);
  assert.strictEqual(await club.$transaction((tx) => tx.$boh().availableSeats(seats)), 1);
  await assert.rejects(owner.$boh().bookSeats({ event: event.id, customer: customer.id, seatCount: 2 }), SoldOutError);
});

test('another tenant has none of it, and no token of it either', async () => {
  await assert.rejects(other.$boh().availableSeats({ event: event.id }), NotFoundError);
  assert.strictEqual(await other.event.count({ where: { id: event.id } }), 0);
  await assert.rejects(other.withSession(token, () => {}), { code: '42501' });
});

test('nothing of a tenant stays on a connection', async () => {
  const found = await Promise.all(Array.from({ length: 20 }, () => shops.query("SELECT coalesce(current_setting('boh.schema', true), 'boh') AS schema")));
  assert.deepStrictEqual([...new Set(found.map(({ rows: [{ schema }] }) => schema))], ['boh']);
});
