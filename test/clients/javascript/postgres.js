// postgres.js

'use strict';

const postgres = require('postgres');
const { run } = require('./steps');

// Without prepare: false it names its statements, which PgBouncer knows from 1.21 on.
const connect = (url) => postgres(url, { prepare: false, onnotice: () => {} });

const close = (sql) => sql.end();

// The transaction is rolled back if work throws.
function withSession(sql, token, work) {
  return sql.begin(async (tx) => {
    const [person] = await tx`SELECT user_id AS id, role FROM boh_set_session(${token})`;
    return work(tx, person);
  });
}

function databaseError(error) {
  if (!(error instanceof postgres.PostgresError)) {
    return null;
  }
  let detail = error.detail;
  try {
    detail = JSON.parse(detail);
  } catch {
    // DETAIL of PostgreSQL's own errors is text, if there is one.
  }
  return { code: error.code, message: error.message, detail, hint: error.hint };
}

async function findLogin(sql, email, clientIp) {
  const [row] = await sql`SELECT user_id, password_hash, wait_seconds FROM boh_find_login(${email}, ${clientIp})`;
  return row;
}

async function recordLogin(sql, email, succeeded, clientIp) {
  const [{ wait_seconds }] = await sql`SELECT wait_seconds FROM boh_record_login(${email}, ${succeeded}, ${clientIp})`;
  return { wait_seconds };
}

async function listEvents(tx, filters, pageSize, cursor) {
  const [{ list }] = await tx`SELECT boh_list_events(${tx.json(filters)}, ${pageSize}, ${cursor}) AS list`;
  return list;
}

async function book(tx, event, seats, key) {
  const [booking] = await tx`SELECT * FROM boh_book_seats(${event}, boh_session_user(), ${seats}, ${key})`;
  return booking;
}

async function confirm(sql, booking, payment) {
  const [row] = await sql`SELECT * FROM boh_confirm_booking(${booking}, ${payment})`;
  return row;
}

const hurry = (tx) => tx`SET LOCAL lock_timeout = '50ms'`;

async function page(sql, slug) {
  const [{ document }] = await sql`SELECT boh_page(${slug}) AS document`;
  return document;
}

async function createPage(tx, values, sections) {
  const [{ id }] = await tx`SELECT boh_create_page(${tx.json(values)}, ${tx.json(sections)}) AS id`;
  return id;
}

async function sectionIds(tx, id) {
  const rows = await tx`SELECT id FROM boh.content_sections WHERE page_id = ${id} ORDER BY position`;
  return rows.map((row) => row.id);
}

async function reorder(tx, id, sections) {
  const [{ moved }] = await tx`SELECT boh_reorder_sections(${id}, ${sections}) AS moved`;
  return moved;
}

async function publish(tx, id) {
  const [{ version }] = await tx`SELECT boh_publish_page(${id}) AS version`;
  return version;
}

async function upload(tx, { originalFilename, mimeType, fileSize }) {
  const values = { original_filename: originalFilename, mime_type: mimeType, file_size: fileSize };
  const [file] = await tx`INSERT INTO boh.media_files ${tx(values)} RETURNING id, filename, url, file_size`;
  return file;
}

const addSection = (tx, id, type, data) => tx`SELECT boh_add_section(${id}, ${type}, ${tx.json(data)})`;

const emails = (sql) => sql`SELECT email FROM boh.users`;

async function readEvent(sql, slug) {
  const [event] = await sql`
    SELECT e.id, e.start_date, e.booking_opens_at, e.price, e.capacity, e.category, v.amenities
    FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = ${slug}`;
  return event;
}

const editEvent = (tx, id, { opens, price, category }) => tx`
  UPDATE boh.events SET ${tx({ booking_opens_at: opens, price, category })} WHERE id = ${id}`;

const editVenue = (tx, slug, amenities) => tx`UPDATE boh.venues SET amenities = ${amenities} WHERE slug = ${slug}`;

run({ connect, close, withSession, databaseError, findLogin, recordLogin, listEvents, book, confirm, hurry, page, createPage, sectionIds, reorder,
  publish, upload, addSection, emails, readEvent, editEvent, editVenue });
