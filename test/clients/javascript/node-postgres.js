// node-postgres, with the functions of examples/node-postgres.

'use strict';

const { run } = require('./steps');
const { connect, withSession, databaseError } = require('../../../examples/node-postgres/session');

const close = (pool) => pool.end();

async function findLogin(pool, email, clientIp) {
  const { rows } = await pool.query('SELECT user_id, password_hash, wait_seconds FROM boh_find_login($1, $2)', [email, clientIp]);
  return rows[0];
}

async function recordLogin(pool, email, succeeded, clientIp) {
  const { rows } = await pool.query('SELECT wait_seconds FROM boh_record_login($1, $2, $3)', [email, succeeded, clientIp]);
  return rows[0];
}

async function listEvents(tx, filters, pageSize, cursor) {
  const { rows } = await tx.query('SELECT boh_list_events($1, $2, $3) AS list', [filters, pageSize, cursor]);
  return rows[0].list;
}

async function book(tx, event, seats, key) {
  const { rows } = await tx.query('SELECT * FROM boh_book_seats($1, boh_session_user(), $2, $3)', [event, seats, key]);
  return rows[0];
}

async function confirm(pool, booking, payment) {
  const { rows } = await pool.query('SELECT * FROM boh_confirm_booking($1, $2)', [booking, payment]);
  return rows[0];
}

const hurry = (tx) => tx.query("SET LOCAL lock_timeout = '50ms'");

async function page(pool, slug) {
  const { rows } = await pool.query('SELECT boh_page($1) AS page', [slug]);
  return rows[0].page;
}

// An array that is meant as JSON must be text: node-postgres would make an array of PostgreSQL of it.
async function createPage(tx, values, sections) {
  const { rows } = await tx.query('SELECT boh_create_page($1, $2) AS id', [values, JSON.stringify(sections)]);
  return rows[0].id;
}

async function sectionIds(tx, id) {
  const { rows } = await tx.query('SELECT id FROM boh.content_sections WHERE page_id = $1 ORDER BY position', [id]);
  return rows.map((row) => row.id);
}

async function reorder(tx, id, sections) {
  const { rows } = await tx.query('SELECT boh_reorder_sections($1, $2) AS moved', [id, sections]);
  return rows[0].moved;
}

async function publish(tx, id) {
  const { rows } = await tx.query('SELECT boh_publish_page($1) AS version', [id]);
  return rows[0].version;
}

async function upload(tx, { originalFilename, mimeType, fileSize }) {
  const { rows } = await tx.query(`
    INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES ($1, $2, $3)
    RETURNING id, filename, url, file_size`, [originalFilename, mimeType, fileSize]);
  return rows[0];
}

const addSection = (tx, id, type, data) => tx.query('SELECT boh_add_section($1, $2, $3)', [id, type, data]);

const emails = (pool) => pool.query('SELECT email FROM boh.users');

async function readEvent(pool, slug) {
  const { rows } = await pool.query(`
    SELECT e.id, e.start_date, e.booking_opens_at, e.price, e.capacity, e.category, v.amenities
    FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = $1`, [slug]);
  return rows[0];
}

const editEvent = (tx, id, { opens, price, category }) => tx.query(
  'UPDATE boh.events SET booking_opens_at = $2, price = $3, category = $4 WHERE id = $1', [id, opens, price, category]);

const editVenue = (tx, slug, amenities) => tx.query('UPDATE boh.venues SET amenities = $2 WHERE slug = $1', [slug, amenities]);

run({ connect, close, withSession, databaseError, findLogin, recordLogin, listEvents, book, confirm, hurry, page, createPage, sectionIds, reorder,
  publish, upload, addSection, emails, readEvent, editEvent, editVenue });
