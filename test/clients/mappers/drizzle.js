// Drizzle, with node-postgres below.

'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { eq, sql } = require('drizzle-orm');
const { drizzle } = require('drizzle-orm/node-postgres');
const { bigint, integer, numeric, pgSchema, text, timestamp, uuid } = require('drizzle-orm/pg-core');
const { Pool } = require('pg');
const { run } = require('../javascript/steps');
const nodePostgres = require('../../../examples/node-postgres/session');
const { asOwner, typed } = require('./models');

// The columns that this program uses.  "drizzle-kit pull" writes all tables.
const boh = pgSchema('boh');
const categories = boh.enum('event_category', ['CONCERT', 'FESTIVAL', 'WORKSHOP', 'OTHER']);
const events = boh.table('events', {
  id: uuid('id').primaryKey().default(sql`boh_uuid7()`),
  slug: text('slug'),
  venueId: uuid('venue_id'),
  startDate: timestamp('start_date', { withTimezone: true, precision: 3 }),
  bookingOpensAt: timestamp('booking_opens_at', { withTimezone: true, precision: 3 }),
  price: numeric('price', { precision: 12, scale: 2 }),
  capacity: integer('capacity'),
  category: categories('category'),
});
const venues = boh.table('venues', { id: uuid('id').primaryKey(), slug: text('slug'), amenities: text('amenities').array() });
const sections = boh.table('content_sections', { id: uuid('id').primaryKey(), pageId: uuid('page_id'), position: integer('position') });
const users = boh.table('users', { id: uuid('id').primaryKey(), email: text('email') });
const mediaFiles = boh.table('media_files', {
  id: uuid('id').primaryKey().default(sql`boh_uuid7()`),
  originalFilename: text('original_filename'),
  mimeType: text('mime_type'),
  fileSize: bigint('file_size', { mode: 'number' }),
  filename: text('filename'),
  url: text('url'),
});

const connect = (connectionString) => drizzle(new Pool({ connectionString }));

const close = (db) => db.$client.end();

// The transaction is rolled back if work throws.
function withSession(db, token, work) {
  return db.transaction(async (tx) => {
    const { rows: [person] } = await tx.execute(sql`SELECT user_id AS id, role FROM boh_set_session(${token})`);
    return work(tx, person);
  });
}

// The error of node-postgres is the cause of Drizzle's own.
const databaseError = (error) => nodePostgres.databaseError(error.cause ?? error);

async function row(db, query) {
  const { rows: [first] } = await db.execute(query);
  return first;
}

const findLogin = (db, email, clientIp) => row(db, sql`SELECT user_id, password_hash, wait_seconds FROM boh_find_login(${email}, ${clientIp})`);

const recordLogin = (db, email, succeeded, clientIp) => row(db, sql`SELECT wait_seconds FROM boh_record_login(${email}, ${succeeded}, ${clientIp})`);

// A plain object is a value for Drizzle, an array is a list of values: so both go as text.
const json = (value) => sql`${JSON.stringify(value)}::jsonb`;

async function listEvents(tx, filters, pageSize, cursor) {
  return (await row(tx, sql`SELECT boh_list_events(${json(filters)}, ${pageSize}, ${cursor}) AS list`)).list;
}

const book = (tx, event, seats, key) => row(tx, sql`SELECT * FROM boh_book_seats(${event}, boh_session_user(), ${seats}, ${key})`);

// Drizzle lets times of execute() be texts; those of tables are Date.
async function confirm(db, booking, payment) {
  const found = await row(db, sql`SELECT *, boh_iso_time(confirmed_at) AS confirmed FROM boh_confirm_booking(${booking}, ${payment})`);
  return { ...found, confirmed_at: new Date(found.confirmed) };
}

const hurry = (tx) => tx.execute(sql`SET LOCAL lock_timeout = '50ms'`);

const page = async (db, slug) => (await row(db, sql`SELECT boh_page(${slug}) AS page`)).page;

async function createPage(tx, values, list) {
  return (await row(tx, sql`SELECT boh_create_page(${json(values)}, ${json(list)}) AS id`)).id;
}

async function sectionIds(tx, id) {
  const rows = await tx.select({ id: sections.id }).from(sections).where(eq(sections.pageId, id)).orderBy(sections.position);
  return rows.map((section) => section.id);
}

// sql.param() keeps an array in one piece.
const reorder = async (tx, id, ids) => (await row(tx, sql`SELECT boh_reorder_sections(${id}, ${sql.param(ids)}) AS moved`)).moved;

const publish = async (tx, id) => (await row(tx, sql`SELECT boh_publish_page(${id}) AS version`)).version;

async function upload(tx, values) {
  const [file] = await tx.insert(mediaFiles).values(values).returning({ id: mediaFiles.id, filename: mediaFiles.filename, url: mediaFiles.url,
    file_size: mediaFiles.fileSize });
  return file;
}

const addSection = (tx, id, type, data) => row(tx, sql`SELECT boh_add_section(${id}, ${type}, ${json(data)})`);

const emails = (db) => db.select({ email: users.email }).from(users);

async function readEvent(db, slug) {
  const [event] = await db.select({ id: events.id, start_date: events.startDate, booking_opens_at: events.bookingOpensAt, price: events.price,
    capacity: events.capacity, category: events.category, amenities: venues.amenities })
    .from(events).innerJoin(venues, eq(venues.id, events.venueId)).where(eq(events.slug, slug));
  return event;
}

function editEvent(tx, id, { opens, price, category }) {
  return tx.update(events).set({ bookingOpensAt: opens, price, category }).where(eq(events.id, id));
}

const editVenue = (tx, slug, amenities) => tx.update(venues).set({ amenities }).where(eq(venues.slug, slug));

// What an application uses.  Of other tables drizzle-kit writes defaults that are no TypeScript.
const TABLES = ['users', 'venues', 'events', 'bookings', 'tags', 'event_tags', 'content_*', 'section_schemas', 'media_*', 'site_settings'];

// drizzle-kit does not know the types xid8, bytea and tsvector.  It then calls a function that it does
// not write, so these lines come before what it has written.
const unknown = `
import { customType } from 'drizzle-orm/pg-core';

const unknown = customType<{ data: unknown }>({ dataType: () => 'text' });
`;

const program = `
import { is } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { integer, PgTable, text, uuid } from 'drizzle-orm/pg-core';
import * as schema from './drizzle/schema.js';

const { boh, bookingsInBoh } = schema;

// Drizzle names all columns of a table in INSERT, and the profile "app" may not write all of them.
const newBookings = boh.table('bookings', {
  eventId: uuid('event_id').notNull(),
  userId: uuid('user_id').notNull(),
  seats: integer('seats').notNull(),
  idempotencyKey: text('idempotency_key'),
});

export async function bookOne(tx: NodePgDatabase, eventId: string, userId: string) {
  const [booking] = await tx.insert(newBookings).values({ eventId, userId, seats: 1 })
    .returning({ status: bookingsInBoh.status, totalPrice: bookingsInBoh.totalPrice });
  return booking;
}

export async function readAll(db: NodePgDatabase) {
  const tables = Object.values<unknown>(schema).filter((one): one is PgTable => is(one, PgTable));
  for (const table of tables) {
    await db.select().from(table).limit(1);
  }
  return tables.length;
}
`;

async function models(db, { url, token, event, customer }) {
  const config = { dialect: 'postgresql', dbCredentials: { url }, schemaFilter: ['boh'], tablesFilter: TABLES, out: 'drizzle' };
  const { bookOne, readAll } = typed('drizzle', program, ['drizzle-kit', 'pull', '--config', 'drizzle.config.json'],
    { 'drizzle.config.json': JSON.stringify(config) }, (folder) => {
      const file = path.join(folder, 'drizzle', 'schema.ts');
      fs.writeFileSync(file, unknown + fs.readFileSync(file));
    });
  await withSession(db, token, async (tx) => {
    const booking = await bookOne(tx, event, customer);
    if (booking.status !== 'PENDING' || booking.totalPrice !== '12.30') {
      throw new Error(JSON.stringify(booking));
    }
  });
  await asOwner(connect, close, url, readAll, 13);
}

run({ connect, close, withSession, databaseError, findLogin, recordLogin, listEvents, book, confirm, hurry, page, createPage, sectionIds, reorder,
  publish, upload, addSection, emails, readEvent, editEvent, editVenue, models });
