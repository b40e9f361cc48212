// Checks an example, see Examples.pm.
//
//   check.js FOLDER KEY SERVER POOL VERSION
//
// FOLDER has the example, KEY is the file of the key that signs tokens.  SERVER and POOL are the URLs of
// the server and of PgBouncer, with ROLE and DATABASE to be replaced.  VERSION is PgBouncer's, as a number.
// Each check is printed as one line of JSON.

'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { inspect, isDeepStrictEqual } = require('node:util');

const [folder, keyFile, serverUrl, poolUrl, version] = process.argv.slice(2);
const { connect, withSession, databaseError } = require(path.join(folder, 'session'));
const pages = require(path.join(folder, 'pages'));
const { signUp, signIn } = require(path.join(folder, 'login'));
const { Signer } = require(path.join(folder, '..', 'token'));
const { query, savepoint, lost, impatient, named, close } = require(`./${path.basename(folder)}`)(folder);

const url = (pattern, role, database = 'shop_db') => pattern.replace('ROLE', role).replace('DATABASE', database);
const owner = connect(url(serverUrl, 'postgres'));
const shop = connect(url(poolUrl, 'shop'));
const office = connect(url(poolUrl, 'back_office'));
const auth = connect(url(poolUrl, 'sign_in'));
// All that the role does here has the same connection of the server.
const one = connect(url(poolUrl, 'shop', 'one'));

const clientIp = '192.0.2.1';
const names = ['ann', 'bob', 'olga', 'otto', 'ada'];
const ids = {};
const tokens = {};
const events = {};
const start = new Date('2999-01-01T12:00:00Z');

// Who this transaction runs for, and what is visible
const LOOK = `
  SELECT boh_session_user()::text AS person, boh_session_role() AS role,
    (SELECT count(*)::integer FROM boh.users) AS users,
    (SELECT string_agg(id::text, ' ' ORDER BY id) FROM boh.bookings) AS bookings,
    pg_current_xact_id_if_assigned()::text AS written, pg_backend_pid() AS process`;

function check(name, got, wanted) {
  console.log(JSON.stringify({ name, ok: isDeepStrictEqual(got, wanted), got: inspect(got), wanted: inspect(wanted) }));
}

// The SQLSTATE of an error, or what else it says; nothing if there is none.
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return databaseError(error)?.code ?? error.message;
  }
  return 'nothing';
}

async function count(condition, ...values) {
  const [{ count: rows }] = await query(owner, `SELECT count(*)::integer AS count FROM boh.bookings WHERE ${condition}`, values);
  return rows;
}

async function look(db) {
  const [{ process: ignored, ...seen }] = await query(db, LOOK);
  return seen;
}

// What is seen when nobody is signed in.
const visitor = { person: null, role: 'ANONYMOUS', users: 0, bookings: null, written: null };

async function checkNothingLeft(after) {
  check(`nothing is left after ${after}`, await look(one), visitor);
}

async function makePeople() {
  for (const name of names) {
    const person = { email: `${name}@example.org`, password: `secret of ${name}`, name };
    check(`${name} signs up`, await signUp(auth, person), { mailSent: true });
  }
  await query(owner, "UPDATE boh.users SET role = 'ORGANIZER' WHERE name IN ('olga', 'otto')");
  await query(owner, "UPDATE boh.users SET role = 'ADMIN' WHERE name = 'ada'");
  for (const { id, name } of await query(owner, 'SELECT id::text, name FROM boh.users')) {
    ids[name] = id;
  }
}

async function makeEvents() {
  const list = [['concert', 'olga', 'PUBLISHED', 10], ['plan', 'olga', 'DRAFT', 10], ['talk', 'otto', 'PUBLISHED', 0]];
  for (const [title, author, status, price] of list) {
    [{ id: events[title] }] = await query(owner, `
      INSERT INTO boh.events (title, author_id, status, price, capacity, start_date, end_date)
      SELECT '${title}', id, '${status}', ${price}, 10, '2999-01-01 12:00Z', '2999-01-02 12:00Z'
      FROM boh.users WHERE name = '${author}' RETURNING id::text`);
  }
}

async function checkLogin() {
  const signer = new Signer(fs.readFileSync(keyFile));
  const attempt = (email, password) => signIn(auth, signer, { email, password, clientIp });

  check('a taken address gets the same answer',
    await signUp(auth, { email: 'ann@example.org', password: 'mine now', name: 'Eve' }), { mailSent: true });
  check('but not the account', await attempt('ann@example.org', 'mine now'), { error: 'wrong' });
  check('an unknown address is wrong, too', await attempt('nobody@example.org', 'secret'), { error: 'wrong' });
  check('bcrypt would ignore the end of a long password',
    await signUp(auth, { email: 'long@example.org', password: 'é'.repeat(37), name: 'Long' }), { error: 'password too long' });
  for (const name of names) {
    const { token, error } = await attempt(`${name}@example.org`, `secret of ${name}`);
    check(`${name} signs in`, error, undefined);
    tokens[name] = token;
    const seen = await withSession(shop, token, async (tx, { id }) => [id, (await look(tx)).person]);
    check(`and is ${name} until the transaction ends`, seen, [ids[name], ids[name]]);
    check(`and sees the account of ${name}`, await pages.account(shop, token), { name, email: `${name}@example.org` });
  }
  const answers = [];
  for (let i = 0; i < 6; i++) {
    answers.push((await attempt('guessed@example.org', 'guess')).error);
  }
  check('who guesses has to wait', answers, ['wrong', 'wrong', 'wrong', 'wrong', 'wait', 'wait']);
  check('a visitor has no account', await pages.account(shop, null), null);
  check('the role of the shop cannot read hashes', await refusal(query(shop, 'SELECT password_hash FROM boh.users')), '42501');
  check('nor find them', await refusal(query(shop, "SELECT * FROM boh_find_login('ann@example.org')")), '42501');
}

async function checkCustomers() {
  const published = await pages.openEvents(shop, null);
  check('a visitor sees published events', published.map(({ title, available }) => [title, available]), [['concert', 10], ['talk', 10]]);
  check('at the right time', published[0].startDate, start);
  check('at the right price', Number(published[0].price), 10);
  check('a customer sees the same', await pages.openEvents(shop, tokens.ann), published);
  check('a visitor has no bookings', await pages.myBookings(shop, null), []);

  const order = { eventId: events.concert, seats: 2, key: 'a' };
  const { booking } = await pages.book(shop, tokens.ann, order);
  check('ann books', [booking.status, booking.seats, Number(booking.totalPrice), booking.currency], ['PENDING', 2, 20, 'EUR']);
  check('the order sent twice books once', (await pages.book(shop, tokens.ann, order)).booking.id, booking.id);
  const { booking: other } = await pages.book(shop, tokens.bob, order);
  check('bob has another booking with the same key', other.id === booking.id, false);
  check('seats run out', await pages.book(shop, tokens.bob, { ...order, seats: 7, key: 'b' }), { available: 6 });

  check('both bookings are there', await count('true'), 2);
  const [mine, ...more] = await pages.myBookings(shop, tokens.ann);
  check('ann sees hers', [mine.id, mine.title, mine.startDate, more], [booking.id, 'concert', start, []]);
  check('bob sees his', (await pages.myBookings(shop, tokens.bob)).map(({ id }) => id), [other.id]);
  check('otto, who has booked nothing, sees none', await pages.myBookings(shop, tokens.otto), []);

  check("ann cannot cancel bob's", await refusal(pages.cancel(shop, tokens.ann, other.id, 'mine')), 'P0002');
  check('nor can a visitor', await refusal(pages.cancel(shop, null, other.id, 'mine')), 'P0002');
  check('it is still there', await count("status = 'PENDING' AND id = $1::uuid", other.id), 1);
  check('bob can', await pages.cancel(shop, tokens.bob, other.id, 'ill'), { id: other.id, status: 'CANCELLED', refundDue: false });
  await pages.book(shop, tokens.bob, { eventId: events.talk, seats: 1, key: 'c' });
}

async function checkOrganizers() {
  const own = await pages.myEvents(shop, tokens.olga);
  check('olga sees her events, the draft as well', own.map(({ title, status, available }) => [title, status, available]),
    [['concert', 'PUBLISHED', 8], ['plan', 'DRAFT', 10]]);
  check('otto sees his', (await pages.myEvents(shop, tokens.otto)).map(({ title }) => title), ['talk']);
  check('ann has none', await pages.myEvents(shop, tokens.ann), []);
  const guests = await pages.participants(shop, tokens.olga, events.concert);
  check('olga sees who comes', guests, [
    { name: 'ann', email: 'ann@example.org', seats: 2, status: 'PENDING' },
    { name: 'bob', email: 'bob@example.org', seats: 2, status: 'CANCELLED' }]);
  for (const name of ['otto', 'ann', null]) {
    check(`${name} does not`, await refusal(pages.participants(shop, tokens[name] ?? null, events.concert)), '42501');
  }
  check('her own page shows no bookings of others', await pages.myBookings(shop, tokens.olga), []);
}

async function checkAdministrators() {
  const { booking } = await pages.book(shop, tokens.ann, { eventId: events.concert, seats: 1, key: 'paid' });
  await query(owner, `SELECT id FROM boh_confirm_booking('${booking.id}', 'pay_1')`);
  check('ann cancels what is paid', (await pages.cancel(shop, tokens.ann, booking.id, 'ill')).refundDue, true);
  const due = (await pages.refundsDue(office, tokens.ada)).map(({ totalPrice, ...row }) => ({ ...row, totalPrice: Number(totalPrice) }));
  check('ada sees the refund that is due', due,
    [{ id: booking.id, currency: 'EUR', paymentReference: 'pay_1', email: 'ann@example.org', totalPrice: 10 }]);
  check('not through the pool of the shop', await pages.refundsDue(shop, tokens.ada), []);
  check('and a customer not through that of the back office', await pages.refundsDue(office, tokens.bob), []);
  check('nor a visitor', await pages.refundsDue(office, null), []);

  const [theirs] = await pages.myBookings(shop, tokens.bob);
  check("ada cannot cancel bob's through the shop", await refusal(pages.cancel(shop, tokens.ada, theirs.id, 'no')), 'P0002');
  const { booking: spare } = await pages.book(shop, tokens.bob, { eventId: events.talk, seats: 1, key: 'spare' });
  check('but through the back office', (await pages.cancel(office, tokens.ada, spare.id, 'no')).status, 'CANCELLED');
}

async function checkErrors() {
  const book = (seats) => withSession(shop, tokens.ann, (tx) =>
    query(tx, 'SELECT id FROM boh_book_seats($1::uuid, boh_session_user(), $2)', [events.concert, seats]));
  const said = async (promise) => databaseError(await promise.then(() => null, (error) => error));

  check('sold out has code, DETAIL and hint', await said(book(50)), {
    code: 'BH003', message: 'not enough seats: 50 requested, 8 available',
    detail: { event_id: events.concert, requested: 50, available: 8 },
    hint: 'Ask for fewer seats, or try again when some have been given back.' });
  const denied = await said(pages.participants(shop, tokens.ann, events.concert));
  check('42501 of boh has DETAIL and hint', [denied.code, denied.detail, typeof denied.hint], ['42501', { event_id: events.concert }, 'string']);
  const own = await said(withSession(shop, tokens.ann, (tx) => query(tx, 'DELETE FROM boh.users')));
  check("PostgreSQL's own 42501 has neither", [own.code, own.detail, own.hint], ['42501', undefined, undefined]);
  const nobody = await said(pages.book(shop, null, { eventId: events.concert, seats: 1, key: 'a' }));
  check('a visitor cannot book', [nobody.code, nobody.detail], ['22004', { argument: 'customer' }]);
  check('other errors are none of the database', databaseError(new Error('x')), null);
}

// Whatever goes wrong within withSession, the error arrives and nothing else stays.
async function checkFailures() {
  const before = await count('true');
  const insert = (tx) => query(tx, 'INSERT INTO boh.bookings (event_id, user_id) VALUES ($1::uuid, boh_session_user()) RETURNING id::text', [events.talk]);
  const [{ process: backend }] = await query(one, LOOK);

  check('what work throws arrives', await refusal(withSession(one, tokens.ann, async (tx) => {
    await insert(tx);
    throw new Error('thrown');
  })), 'thrown');
  await checkNothingLeft('work has thrown');
  check('an error of a statement arrives', await refusal(withSession(one, tokens.ann, async (tx) => {
    await insert(tx);
    await query(tx, 'SELECT 1 / 0');
  })), '22012');
  await checkNothingLeft('a statement has failed');
  check('an error that work has caught does not pass for success', await refusal(withSession(one, tokens.ann, async (tx) => {
    await insert(tx);
    await query(tx, 'SELECT 1 / 0').catch(() => {});
  })) === 'nothing', false);
  await checkNothingLeft('work has caught an error');
  check('a slow statement is cancelled', await refusal(withSession(one, tokens.ann, async (tx) => {
    await query(tx, "SELECT set_config('statement_timeout', '100ms', true)");
    await query(tx, 'SELECT 1 AS late FROM pg_sleep(600)');
  })), '57014');
  await checkNothingLeft('a statement was cancelled');
  const [header, payload] = tokens.ann.split('.');
  const forged = `${header}.${payload}.${tokens.bob.split('.')[2]}`;
  let ran = false;
  check('a forged token is refused', await refusal(withSession(one, forged, () => { ran = true; })), '42501');
  check('before anything is done', ran, false);
  await checkNothingLeft('a token was refused');
  check('nothing was written', await count('true'), before);

  let kept;
  await withSession(one, tokens.ann, (tx) => { kept = tx; });
  check('what work got is of no use afterwards', await refusal(Promise.resolve().then(() => query(kept, LOOK))) === 'nothing', false);
  for (let i = 0; i < 50; i++) {
    await refusal(withSession(one, tokens.ann, (tx) => query(tx, 'SELECT 1 / 0')));
  }
  check('errors use up no connections', await withSession(one, tokens.ann, (tx, { id }) => id), ids.ann);
  const [{ process: still }] = await query(one, LOOK);
  check('all of it on one connection of the server', still, backend);

}

async function checkLostConnections() {
  for (const use of [true, false]) {
    const noticed = lost(one);
    check(`a lost connection is an error, ${use ? 'used' : 'unused'}`, await refusal(withSession(one, tokens.ann, async (tx) => {
      const [{ process: victim }] = await query(tx, LOOK);
      await query(owner, `SELECT pg_terminate_backend(${victim}, 60000)`);
      await (use ? query(tx, 'SELECT 1') : noticed);
    })) === 'nothing', false);
    await checkNothingLeft('a connection was lost');
  }

  const direct = connect(url(serverUrl, 'shop'));
  const noticed = lost(direct);
  const [{ process: victim }] = await query(direct, LOOK);
  await query(owner, `SELECT pg_terminate_backend(${victim}, 60000)`);
  await noticed;
  while (await refusal(look(direct)) !== 'nothing');
  check('a connection that was lost while idle is replaced', await look(direct), visitor);
  await close(direct);
}

// An application that does not wait for an answer does not know when the transaction ends.
async function checkImpatience() {
  const pool = impatient(url(serverUrl, 'shop'));
  await withSession(owner, null, async (tx) => {
    await query(tx, 'SELECT 1 AS locked FROM pg_advisory_xact_lock(1)');
    check('nobody waits for ever', await refusal(withSession(pool, tokens.ann, (waiting) =>
      query(waiting, 'SELECT 1 AS locked FROM pg_advisory_xact_lock(1)'))) === 'nothing', false);
  });
  while (await refusal(look(pool)) !== 'nothing');
  check('and leaves nothing', await look(pool), visitor);
  await close(pool);
}

async function checkNested() {
  const person = async (tx) => (await query(tx, LOOK))[0].person;
  const signIn = (tx, name) => query(tx, 'SELECT role FROM boh_set_session($1)', [tokens[name]]);
  const before = await count('true');
  const inner = (tx, name, end) => savepoint(tx, async (nested) => {
    if (name !== 'ann') {
      await signIn(nested, name);
    }
    await query(nested, 'INSERT INTO boh.bookings (event_id, user_id) VALUES ($1::uuid, boh_session_user()) RETURNING id::text', [events.talk]);
    check(`a nested transaction is ${name}'s`, await person(nested), ids[name]);
    end?.();
  });
  const fail = () => { throw new Error('undone'); };

  await withSession(one, tokens.ann, async (tx) => {
    check('a nested transaction fails', await refusal(inner(tx, 'ann', fail)), 'undone');
    check('the session stays', await person(tx), ids.ann);
    check("another person's fails", await refusal(inner(tx, 'bob', fail)), 'undone');
    check('the session before counts again', await person(tx), ids.ann);
    await inner(tx, 'ann');
  });
  check('what was not undone is there', await count('true'), before + 1);
  check('rolled back as a whole', await refusal(withSession(one, tokens.ann, async (tx) => {
    await inner(tx, 'ann');
    fail();
  })), 'undone');
  check('it is gone', await count('true'), before + 1);
  await checkNothingLeft('nested transactions');

  // Another transaction on another connection
  check('a session within another is of its own', await withSession(shop, tokens.ann, (outside) =>
    withSession(shop, tokens.bob, async (inside) => [await person(outside), await person(inside)])), [ids.ann, ids.bob]);
}

// What people do wrong shows what everybody sees.
async function checkMistakes() {
  check('the session is forgotten', await look(shop), visitor);
  check('drafts are not seen', await query(shop, 'SELECT title FROM boh.events ORDER BY 1'), [{ title: 'concert' }, { title: 'talk' }]);
  await query(one, 'SELECT role FROM boh_set_session($1)', [tokens.ann]);
  check('the session is set outside a transaction', await look(one), visitor);
  check('the wrong connection is used in a session', await withSession(shop, tokens.ann, () => look(shop)), visitor);
  check('nobody can be booked for', await refusal(query(shop,
    'INSERT INTO boh.bookings (event_id, user_id) VALUES ($1::uuid, $2::uuid)', [events.talk, ids.ann])), '42501');
  check('nor somebody else', await refusal(withSession(shop, tokens.bob, (tx) => query(tx,
    'INSERT INTO boh.bookings (event_id, user_id) VALUES ($1::uuid, $2::uuid)', [events.talk, ids.ann]))), '42501');
}

// All at once, on two connections of the server
async function checkCrowd() {
  const visible = (condition) => query(owner, `
    SELECT string_agg(b.id::text, ' ' ORDER BY b.id) AS bookings
    FROM boh.bookings b JOIN boh.events e ON e.id = b.event_id WHERE ${condition}`);
  const wanted = { forgotten: visitor, visitor };
  for (const [name, role, condition] of [['ann', 'USER', 'b.user_id'], ['bob', 'USER', 'b.user_id'], ['olga', 'ORGANIZER', 'e.author_id']]) {
    const [{ bookings }] = await visible(`${condition} = '${ids[name]}'`);
    check(`there is something to see for ${name}`, typeof bookings, 'string');
    wanted[name] = { person: ids[name], role, users: 1, bookings, written: null };
  }

  const processes = [shop, connect(url(poolUrl, 'shop'))];
  const kinds = Object.keys(wanted);
  const served = new Map();
  const wrong = [];
  const visit = async (kind, application, fails) => {
    let seen;
    if (kind === 'forgotten') {
      seen = await query(application, LOOK);
    } else {
      await withSession(application, tokens[kind] ?? null, async (tx) => {
        seen = await query(tx, LOOK);
        if (fails) {
          throw new Error('undone');
        }
      }).catch((error) => { if (error.message !== 'undone') throw error; });
    }
    const [{ process: backend, ...rest }] = seen;
    served.set(backend, (served.get(backend) ?? new Set()).add(rest.person));
    if (!isDeepStrictEqual(rest, wanted[kind])) {
      wrong.push([kind, rest]);
    }
  };
  const callers = Array.from({ length: 24 }, async (_, caller) => {
    for (let round = 0; round < 25; round++) {
      await visit(kinds[(caller + round) % kinds.length], processes[caller % 2], round % 7 === 0);
    }
  });
  await Promise.all(callers);
  check('24 callers see what is theirs', wrong, []);
  check('on at most 2 connections of the server', [1, 2].includes(served.size), true);
  check('which served all of them', [...served.values()].some((people) => people.size === 4), true);
  await close(processes[1]);
}

// A named statement and its plan stay on a connection of the server.
async function checkNamed() {
  const [first, second] = [named(url(poolUrl, 'shop', 'one')), named(url(poolUrl, 'shop', 'one'))];
  const text = 'SELECT (SELECT count(*)::integer FROM boh.users) AS users, boh_session_user()::text AS person';
  const seen = new Set();
  for (let round = 0; round < 10; round++) {
    for (const name of ['ann', 'bob', null]) {
      const [{ users, person }] = await first.run(tokens[name] ?? null, text);
      seen.add(`${name}: ${users}, ${name === null ? person : person === ids[name]}`);
    }
  }
  check('a named statement shows each person what is theirs', [...seen], ['ann: 1, true', 'bob: 1, true', 'null: 0, null']);

  // Since 1.21 PgBouncer prepares it for each client.
  check('another client gives the same name', await refusal(second.run(tokens.bob, text)), version >= 1021 ? 'nothing' : '42P05');
  await first.close();
  await second.close();
  await checkNothingLeft('named statements');
}

async function checkDeleted() {
  await query(owner, `UPDATE boh.users SET deleted_at = now() WHERE id = '${ids.bob}'`);
  const error = await pages.myBookings(shop, tokens.bob).then(() => null, (reason) => reason);
  const { code, detail } = databaseError(error);
  check('who is deleted is refused at once', [code, detail], ['42501', {}]);
}

async function main() {
  await makePeople();
  await makeEvents();
  await checkLogin();
  await checkCustomers();
  await checkOrganizers();
  await checkAdministrators();
  await checkErrors();
  await checkFailures();
  await checkLostConnections();
  if (impatient !== undefined) {
    await checkImpatience();
  }
  await checkNested();
  await checkMistakes();
  await checkCrowd();
  await checkNamed();
  await checkDeleted();
  await Promise.all([owner, shop, office, auth, one].map(close));
}

// Connections that are never given back keep everybody else waiting.
setTimeout(() => {
  console.error('it hangs');
  process.exit(1);
}, 300000).unref();
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
