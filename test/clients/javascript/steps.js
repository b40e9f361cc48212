// The dozen steps of ../STEPS.md, for a client in JavaScript.
//
//   run({ connect, withSession, databaseError, ... });
//
// Each client has the same functions, written as its users would write them.  connect(url) makes a
// pool, close(pool) ends it, and withSession(pool, token, work) calls work(tx, person).

'use strict';

const assert = require('node:assert');
const { retry } = require('./retry');

const GRACE = '01990000-0000-7000-8000-000000000001';
const TEXT = `<p>"Quoted" 100% \\ here? $1 :name 'single'</p>`;
const AMENITIES = ['plain', 'two words', 'a "quote", and {braces}'];
const TOKENS = { grace: process.env.BOH_TOKEN_GRACE, edsger: process.env.BOH_TOKEN_EDSGER, admin: process.env.BOH_TOKEN_ADMIN };

function url(role) {
  return `postgresql://${role}@127.0.0.1:${process.env.BOH_PORT}/${process.env.BOH_DATABASE}`;
}

async function run(client) {
  const pools = {};
  for (const role of ['shop', 'back_office', 'sign_in', 'pay_hooks', 'visitor']) {
    pools[role] = await client.connect(url(role));
  }
  const { shop, back_office: office, sign_in: signIn, pay_hooks: payHooks, visitor } = pools;
  const events = {};
  let page;

  // What the database says when work fails
  async function refusal(work) {
    try {
      await work();
    } catch (error) {
      const reason = client.databaseError(error);
      if (reason === null) {
        throw error;
      }
      return reason;
    }
    return assert.fail('nothing was refused');
  }

  const steps = {
    async session() {
      const login = await client.findLogin(signIn, 'grace@example.org', '192.0.2.1');
      assert.deepStrictEqual([login.user_id, login.wait_seconds], [GRACE, 0]);
      assert.deepStrictEqual(await client.recordLogin(signIn, 'grace@example.org', true, '192.0.2.1'), { wait_seconds: 0 });
      const person = await client.withSession(shop, TOKENS.grace, async (tx, who) => who);
      assert.deepStrictEqual([person.id, person.role], [GRACE, 'USER']);
      const nobody = await client.withSession(shop, null, async (tx, who) => who);
      assert.deepStrictEqual([nobody.id, nobody.role], [null, 'ANONYMOUS']);
      const { code, detail } = await refusal(() => client.withSession(shop, `${TOKENS.grace}x`, async () => {}));
      assert.deepStrictEqual([code, detail], ['42501', {}]);
    },

    async list() {
      const list = (cursor) => client.withSession(shop, null, (tx) => client.listEvents(tx, { city: 'Wrocław' }, 3, cursor));
      const first = await list(null);
      const second = await list(first.next_cursor);
      assert.deepStrictEqual([first.rows.length, second.rows.length, second.next_cursor], [3, 1, null]);
      for (const { slug, id } of [...first.rows, ...second.rows]) {
        events[slug] = id;
      }
      assert.deepStrictEqual(Object.keys(events).sort(), ['club', 'concert', 'duel', 'workshop']);
    },

    async book() {
      const book = () => client.withSession(shop, TOKENS.grace, (tx) => client.book(tx, events.concert, 2, 'order 1'));
      const booking = await book();
      assert.deepStrictEqual([booking.status, booking.seats, booking.total_price], ['PENDING', 2, '99.00']);
      assert.strictEqual((await book()).id, booking.id);
      const confirmed = await client.confirm(payHooks, booking.id, 'pay_1');
      assert.deepStrictEqual([confirmed.status, confirmed.refund_due], ['CONFIRMED', false]);
      assert.ok(confirmed.confirmed_at instanceof Date && Math.abs(confirmed.confirmed_at - Date.now()) < 3600000);
    },

    async sold_out() {
      const book = (key) => client.withSession(shop, TOKENS.grace, (tx) => client.book(tx, events.club, 2, key));
      await book('order 2');
      const { code, detail, hint } = await refusal(() => book('order 3'));
      assert.strictEqual(code, 'BH003');
      assert.deepStrictEqual(detail, { event_id: events.club, requested: 2, available: 1 });
      assert.match(hint, /fewer seats/);
    },

    async retry() {
      let booked;
      let commit;
      const hasBooked = new Promise((resolve) => { booked = resolve; });
      const mayCommit = new Promise((resolve) => { commit = resolve; });
      const his = client.withSession(shop, TOKENS.edsger, async (tx) => {
        await client.book(tx, events.duel, 1, 'his');
        booked();
        await mayCommit;
      });
      await hasBooked;
      const refused = [];
      await retry(client.databaseError, async () => {
        try {
          return await client.withSession(shop, TOKENS.grace, async (tx) => {
            await client.hurry(tx);
            return client.book(tx, events.duel, 1, 'hers');
          });
        } catch (error) {
          refused.push(client.databaseError(error)?.code);
          commit();
          await his;
          throw error;
        }
      });
      assert.deepStrictEqual(refused, ['55P03']);
    },

    async page() {
      const about = await client.page(visitor, 'about-us');
      assert.deepStrictEqual([about.title, about.sections[0].data], ['Über uns', { heading: 'Über uns' }]);
      assert.strictEqual(await client.page(visitor, 'nothing'), null);
    },

    async publish() {
      await client.withSession(office, TOKENS.admin, async (tx) => {
        page = await client.createPage(tx, { title: 'News' }, [{ type: 'HERO', data: { heading: 'News' } }, { type: 'TEXT', data: { content: TEXT } }]);
        const [hero, text] = await client.sectionIds(tx, page);
        assert.strictEqual(await client.reorder(tx, page, [text, hero]), 2);
        assert.strictEqual(await client.publish(tx, page), 1);
      });
      const { sections } = await client.page(visitor, 'news');
      assert.deepStrictEqual(sections.map(({ type }) => type), ['TEXT', 'HERO']);
      assert.strictEqual(sections[0].data.content.replace('&gt;', '>'), TEXT);
    },

    async upload() {
      const file = await client.withSession(office, TOKENS.admin, (tx) => client.upload(tx,
        { originalFilename: 'Summer Fair.JPG', mimeType: 'image/jpeg', fileSize: 5000000 }));
      assert.match(file.filename, /^summer-fair-[0-9a-f]{32}\.jpg$/);
      assert.deepStrictEqual([file.url, String(file.file_size)], [`/media/${file.filename}`, '5000000']);
    },

    async error() {
      const { code, detail } = await refusal(() => client.withSession(office, TOKENS.admin, (tx) => client.addSection(tx, page, 'HERO', { heading: 5 })));
      assert.deepStrictEqual([code, detail.errors[0].path], ['23514', '/heading']);
    },

    async rights() {
      assert.strictEqual((await refusal(() => client.emails(visitor))).code, '42501');
      assert.strictEqual((await client.page(visitor, 'about-us')).title, 'Über uns');
    },

    async types() {
      const before = await client.readEvent(shop, 'concert');
      assert.deepStrictEqual([before.id, before.start_date, before.price, before.capacity, before.category],
        [events.concert, new Date('2031-03-04T05:06:07.890Z'), '49.50', 100, 'CONCERT']);
      assert.deepStrictEqual(before.amenities, ['wifi', 'seats, "soft" ones', 'ünïcode {}']);
      const opens = new Date('2026-01-02T03:04:05.678Z');
      await client.withSession(office, TOKENS.admin, async (tx) => {
        await client.editEvent(tx, events.concert, { opens, price: '49.51', category: 'FESTIVAL' });
        await client.editVenue(tx, 'cafe-no1', AMENITIES);
      });
      const after = await client.readEvent(shop, 'concert');
      assert.deepStrictEqual([after.booking_opens_at, after.price, after.category, after.amenities], [opens, '49.51', 'FESTIVAL', AMENITIES]);
    },

    async models() {
      await client.models(shop, { url: url('owner'), token: TOKENS.grace, event: events.workshop, customer: GRACE });
    },
  };

  let number = 0;
  for (const [name, work] of Object.entries(steps)) {
    number += 1;
    if (name === 'models' && client.models === undefined) {
      console.log(`ok ${number} - ${name} # SKIP the client has none`);
      continue;
    }
    try {
      await work();
      console.log(`ok ${number} - ${name}`);
    } catch (error) {
      console.log(`not ok ${number} - ${name}`);
      console.error(`${name}: ${error.stack}`, client.databaseError(error) ?? '');
      process.exitCode = 1;
    }
  }
  await Promise.all(Object.values(pools).map((pool) => client.close(pool)));
}

module.exports = { run };
