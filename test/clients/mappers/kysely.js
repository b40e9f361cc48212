// Kysely, with the types that kysely-codegen makes.

'use strict';

const { Kysely, PostgresDialect, sql } = require('kysely');
const { Pool } = require('pg');
const { run } = require('../javascript/steps');
const { databaseError } = require('../../../examples/node-postgres/session');
const { typed } = require('./models');

function connect(connectionString) {
  return new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString }) }) }).withSchema('boh');
}

const close = (db) => db.destroy();

// The transaction is rolled back if work throws.
function withSession(db, token, work) {
  return db.transaction().execute(async (tx) => {
    const { rows: [person] } = await sql`SELECT user_id AS id, role FROM boh_set_session(${token})`.execute(tx);
    return work(tx, person);
  });
}

async function row(db, query) {
  const { rows: [first] } = await query.execute(db);
  return first;
}

const findLogin = (db, email, clientIp) => row(db, sql`SELECT user_id, password_hash, wait_seconds FROM boh_find_login(${email}, ${clientIp})`);

const recordLogin = (db, email, succeeded, clientIp) => row(db, sql`SELECT wait_seconds FROM boh_record_login(${email}, ${succeeded}, ${clientIp})`);

const listEvents = async (tx, filters, pageSize, cursor) => (await row(tx, sql`SELECT boh_list_events(${filters}, ${pageSize}, ${cursor}) AS list`)).list;

const book = (tx, event, seats, key) => row(tx, sql`SELECT * FROM boh_book_seats(${event}, boh_session_user(), ${seats}, ${key})`);

const confirm = (db, booking, payment) => row(db, sql`SELECT * FROM boh_confirm_booking(${booking}, ${payment})`);

const hurry = (tx) => sql`SET LOCAL lock_timeout = '50ms'`.execute(tx);

const page = async (db, slug) => (await row(db, sql`SELECT boh_page(${slug}) AS page`)).page;

// node-postgres is below: an array that is meant as JSON must be text.
async function createPage(tx, values, sections) {
  return (await row(tx, sql`SELECT boh_create_page(${values}, ${JSON.stringify(sections)}) AS id`)).id;
}

async function sectionIds(tx, id) {
  const rows = await tx.selectFrom('content_sections').select('id').where('page_id', '=', id).orderBy('position').execute();
  return rows.map((section) => section.id);
}

const reorder = async (tx, id, sections) => (await row(tx, sql`SELECT boh_reorder_sections(${id}, ${sections}) AS moved`)).moved;

const publish = async (tx, id) => (await row(tx, sql`SELECT boh_publish_page(${id}) AS version`)).version;

function upload(tx, { originalFilename, mimeType, fileSize }) {
  return tx.insertInto('media_files')
    .values({ original_filename: originalFilename, mime_type: mimeType, file_size: fileSize })
    .returning(['id', 'filename', 'url', 'file_size'])
    .executeTakeFirstOrThrow();
}

const addSection = (tx, id, type, data) => row(tx, sql`SELECT boh_add_section(${id}, ${type}, ${data})`);

const emails = (db) => db.selectFrom('users').select('email').execute();

function readEvent(db, slug) {
  return db.selectFrom('events as e')
    .innerJoin('venues as v', 'v.id', 'e.venue_id')
    .select(['e.id', 'e.start_date', 'e.booking_opens_at', 'e.price', 'e.capacity', 'e.category', 'v.amenities'])
    .where('e.slug', '=', slug)
    .executeTakeFirst();
}

function editEvent(tx, id, { opens, price, category }) {
  return tx.updateTable('events').set({ booking_opens_at: opens, price, category }).where('id', '=', id).execute();
}

const editVenue = (tx, slug, amenities) => tx.updateTable('venues').set({ amenities }).where('slug', '=', slug).execute();

// kysely-codegen writes types, so TypeScript is what uses them.
const program = `
import type { Transaction } from 'kysely';
import type { DB } from './db';

export function bookOne(tx: Transaction<DB>, event: string, customer: string) {
  return tx.withSchema('boh').insertInto('bookings')
    .values({ event_id: event, user_id: customer, seats: 1 })
    .returning(['status', 'total_price'])
    .executeTakeFirstOrThrow();
}

export async function statuses(tx: Transaction<DB>): Promise<('PENDING' | 'CONFIRMED' | 'CANCELLED' | 'REFUNDED')[]> {
  return (await tx.withSchema('boh').selectFrom('bookings').select('status').execute()).map((row) => row.status);
}
`;

// The catalog does not say that a trigger fills these columns, so they may be left out.
const overrides = {
  columns: { 'bookings.currency': 'Generated<string>', 'bookings.unit_price': 'Generated<Numeric>', 'bookings.total_price': 'Generated<Numeric>' },
};

async function models(db, { url, token, event, customer }) {
  const { bookOne, statuses } = typed('kysely', program, ['kysely-codegen', '--url', url, '--dialect', 'postgres', '--default-schema', 'boh',
    '--include-pattern', 'boh.*', '--overrides', JSON.stringify(overrides), '--out-file', 'db.d.ts']);
  await withSession(db, token, async (tx) => {
    const booking = await bookOne(tx, event, customer);
    if (booking.status !== 'PENDING' || booking.total_price !== '12.30' || !(await statuses(tx)).includes('PENDING')) {
      throw new Error(JSON.stringify(booking));
    }
  });
}

run({ connect, close, withSession, databaseError, findLogin, recordLogin, listEvents, book, confirm, hurry, page, createPage, sectionIds, reorder,
  publish, upload, addSection, emails, readEvent, editEvent, editVenue, models });
