// Sequelize, with the models that sequelize-auto makes.

'use strict';

const path = require('node:path');
const { DataTypes, QueryTypes, Sequelize } = require('sequelize');
const { run } = require('../javascript/steps');
const nodePostgres = require('../../../examples/node-postgres/session');
const { asOwner, generate } = require('./models');

// By itself Sequelize sends SET for each connection, and in a pool that is kept for others.
function connect(url) {
  const sequelize = new Sequelize(url, { logging: false, keepDefaultTimezone: true, standardConformingStrings: false,
    dialectOptions: { clientMinMessages: 'ignore' } });
  const options = { schema: 'boh', timestamps: false };
  sequelize.define('event', {
    id: { type: DataTypes.UUID, primaryKey: true },
    slug: DataTypes.TEXT,
    start_date: DataTypes.DATE(3),
    booking_opens_at: DataTypes.DATE(3),
    price: DataTypes.DECIMAL(12, 2),
    capacity: DataTypes.INTEGER,
    category: DataTypes.TEXT,
  }, { ...options, tableName: 'events' });
  sequelize.define('venue', {
    id: { type: DataTypes.UUID, primaryKey: true },
    slug: DataTypes.TEXT,
    amenities: DataTypes.ARRAY(DataTypes.TEXT),
  }, { ...options, tableName: 'venues' });
  sequelize.models.event.belongsTo(sequelize.models.venue, { foreignKey: 'venue_id' });
  return sequelize;
}

const close = (sequelize) => sequelize.close();

// The transaction is rolled back if work throws.
function withSession(sequelize, token, work) {
  return sequelize.transaction(async (transaction) => {
    const tx = { sequelize, transaction };
    return work(tx, await row(tx, 'SELECT user_id AS id, role FROM boh_set_session($1)', [token]));
  });
}

// The error of node-postgres is the parent of Sequelize's own.
const databaseError = (error) => nodePostgres.databaseError(error.parent ?? error);

async function row({ sequelize, transaction }, text, bind) {
  const [first] = await sequelize.query(text, { bind, transaction, type: QueryTypes.SELECT });
  return first;
}

const findLogin = (sequelize, email, clientIp) => row({ sequelize },
  'SELECT user_id, password_hash, wait_seconds FROM boh_find_login($1, $2)', [email, clientIp]);

const recordLogin = (sequelize, email, succeeded, clientIp) => row({ sequelize },
  'SELECT wait_seconds FROM boh_record_login($1, $2, $3)', [email, succeeded, clientIp]);

const listEvents = async (tx, filters, pageSize, cursor) => (await row(tx, 'SELECT boh_list_events($1, $2, $3) AS list', [filters, pageSize, cursor])).list;

const book = (tx, event, seats, key) => row(tx, 'SELECT * FROM boh_book_seats($1, boh_session_user(), $2, $3)', [event, seats, key]);

const confirm = (sequelize, booking, payment) => row({ sequelize }, 'SELECT * FROM boh_confirm_booking($1, $2)', [booking, payment]);

const hurry = ({ sequelize, transaction }) => sequelize.query("SET LOCAL lock_timeout = '50ms'", { transaction });

const page = async (sequelize, slug) => (await row({ sequelize }, 'SELECT boh_page($1) AS page', [slug])).page;

// node-postgres is below: an array that is meant as JSON must be text.
async function createPage(tx, values, sections) {
  return (await row(tx, 'SELECT boh_create_page($1, $2) AS id', [values, JSON.stringify(sections)])).id;
}

async function sectionIds({ sequelize, transaction }, id) {
  const rows = await sequelize.query('SELECT id FROM boh.content_sections WHERE page_id = $1 ORDER BY position',
    { bind: [id], transaction, type: QueryTypes.SELECT });
  return rows.map((section) => section.id);
}

const reorder = async (tx, id, sections) => (await row(tx, 'SELECT boh_reorder_sections($1, $2) AS moved', [id, sections])).moved;

const publish = async (tx, id) => (await row(tx, 'SELECT boh_publish_page($1) AS version', [id])).version;

const upload = (tx, { originalFilename, mimeType, fileSize }) => row(tx, `
  INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES ($1, $2, $3)
  RETURNING id, filename, url, file_size`, [originalFilename, mimeType, fileSize]);

const addSection = (tx, id, type, data) => row(tx, 'SELECT boh_add_section($1, $2, $3)', [id, type, data]);

const emails = (sequelize) => row({ sequelize }, 'SELECT email FROM boh.users', []);

async function readEvent(sequelize, slug) {
  const { event, venue } = sequelize.models;
  const found = await event.findOne({ where: { slug }, include: venue });
  return { ...found.get(), amenities: found.venue.amenities };
}

const editEvent = ({ sequelize, transaction }, id, { opens, price, category }) => sequelize.models.event.update(
  { booking_opens_at: opens, price, category }, { where: { id }, transaction });

const editVenue = ({ sequelize, transaction }, slug, amenities) => sequelize.models.venue.update({ amenities }, { where: { slug }, transaction });

async function models(sequelize, { url, token, event, customer }) {
  const { hostname, port, pathname, username } = new URL(url);
  const folder = generate('sequelize', { 'package.json': '{}', 'options.json': '{ "timestamps": false }' }, ['sequelize-auto', '-h', hostname, '-p', port, '-d', pathname.slice(1), '-u', username,
    '-x', 'none', '-e', 'postgres', '-s', 'boh', '-o', 'models', '-l', 'es5', '--singularize', '--noAlias', '-T', 'booking_lanes', '-a', 'options.json']);
  const initModels = require(path.join(folder, 'models', 'init-models.js'));
  const { booking: Booking } = initModels(sequelize);
  await withSession(sequelize, token, async ({ transaction }) => {
    // Without fields Sequelize refuses, because columns that a trigger fills may not be null.
    const made = await Booking.create({ event_id: event, user_id: customer, seats: 1 }, { fields: ['event_id', 'user_id', 'seats'], transaction });
    await made.reload({ transaction });
    if (made.status !== 'PENDING' || made.total_price !== '12.30') {
      throw new Error(JSON.stringify(made));
    }
  });
  await asOwner(connect, close, url, async (owner) => {
    const all = Object.values(initModels(owner));
    for (const model of all) {
      await model.findOne();
    }
    return all.length;
  }, 30);
}

run({ connect, close, withSession, databaseError, findLogin, recordLogin, listEvents, book, confirm, hurry, page, createPage, sectionIds, reorder,
  publish, upload, addSection, emails, readEvent, editEvent, editVenue, models });
