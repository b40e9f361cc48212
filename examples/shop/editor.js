// The editor of pages, for administrators: through a role of its own, because a customer's has no rights to pages.

'use strict';

const express = require('express');
const { office } = require('./clients');
const { Refusal } = require('./errors');
const { fields, dataOf } = require('./forms');
const { html, layout, more } = require('./html');
const { required, timeIn, wholeNumber } = require('./input');
const media = require('./media');
const { SECTIONS, show } = require('./pages');

// Of the list of pages
const PAGE_SIZE = 50;

const router = express.Router();

// Through the role of the shop nobody is an administrator, so ask through this one.
router.use('/editor', async (request, response, next) => {
  request.office = office.withSession(request.token);
  if (await request.office.$boh().sessionRole() === 'ADMIN') {
    next();
  } else {
    response.redirect(303, '/sign-in');
  }
});

router.use('/editor/media', media.router);

router.get('/editor', async (request, response) => {
  const { cursor } = request.query;
  const pages = await request.office.contentPage.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: PAGE_SIZE,
    ...(cursor && { cursor: { id: cursor }, skip: 1 }) });
  response.send(layout({ title: 'Pages', person: request.person }, html`
    <p><a href="/editor/media">Pictures</a></p>
    <table>${pages.map(({ id, title, status }) => html`<tr><td><a href="/editor/${id}">${title}</a></td><td>${status}</td></tr>`)}</table>
    ${more('/editor', pages.length === PAGE_SIZE && pages.at(-1).id)}
    <form method="post" class="fields"><label>Title <input name="title" required></label><button>New page</button></form>`));
});

router.post('/editor', async (request, response) => {
  const title = required(request.body, 'title', 'Give the page a title.');
  const id = await request.office.$boh().createPage({ page: { title }, sections: [] });
  response.redirect(303, `/editor/${id}`);
});

function sectionForm(action, { type, data, updatedAt }, schema, isOpen = false) {
  return html`<details ${isOpen ? 'open' : ''}><summary>${schema.title}</summary>
    <form method="post" action="${action}" class="fields">
      <input type="hidden" name="type" value="${type}">
      <input type="hidden" name="seen" value="${updatedAt?.toISOString()}">
      ${fields(schema, data)}<button>Save</button></form></details>`;
}

// Buttons send what their editor saw: the order of the sections, or when this one was last changed.
function sectionButtons(action, { id, updatedAt }, order) {
  return html`<div class="buttons">
    <form method="post" action="${action}/move"><input type="hidden" name="seen" value="${order.join()}">
      <button name="by" value="-1" ${order[0] === id ? 'disabled' : ''}>Up</button>
      <button name="by" value="1" ${order.at(-1) === id ? 'disabled' : ''}>Down</button></form>
    <form method="post" action="${action}/delete"><input type="hidden" name="seen" value="${updatedAt.toISOString()}"><button>Delete</button></form>
  </div>`;
}

const sectionsOf = (session, page) => session.contentSection.findMany({ where: { pageId: page }, orderBy: { position: 'asc' } });

// What the page looks like, by section.  Sections that are hidden are not there.
async function previewOf(calls, slug) {
  const { sections } = await calls.page({ slug, preview: true, expand: true });
  return Object.fromEntries(sections.map((section) => [section.id, section]));
}

async function schemasOf(calls, types) {
  return Object.fromEntries(await Promise.all(types.map(async (type) => [type, await calls.sectionSchema({ sectionType: type })])));
}

// mine: what this editor wanted to write when somebody else was faster.
async function showEditor(request, response, { alert, mine } = {}) {
  const { id, title, slug } = await request.office.contentPage.findUniqueOrThrow({ where: { id: request.params.page } });
  const calls = request.office.$boh();
  const sections = await sectionsOf(request.office, id);
  const order = sections.map((section) => section.id);
  const preview = await previewOf(calls, slug);
  const schemas = await schemasOf(calls, [...new Set([...Object.keys(SECTIONS), ...sections.map(({ type }) => type)])]);
  const { rows: pictures } = await media.listPictures(request.office, { pageSize: 24 });
  response.send(layout({ title, person: request.person }, html`
    ${alert ? html`<p role="alert">${alert}</p>` : ''}
    ${sections.map((section) => {
      const action = `/editor/${id}/${section.id}`;
      const isMine = mine?.id === section.id;
      return html`<article>${sectionButtons(action, section, order)}${show([preview[section.id] ?? section])}
        ${sectionForm(action, isMine ? { ...section, data: mine.data } : section, schemas[section.type], isMine)}</article>`;
    })}
    <h2>Add a section</h2>
    ${Object.keys(SECTIONS).map((type) => {
      const isMine = mine?.type === type && !order.includes(mine.id);
      return sectionForm(`/editor/${id}`, { type, data: isMine ? mine.data : {} }, schemas[type], isMine);
    })}
    <form method="post" action="/editor/${id}/publish"><button>Publish</button></form>
    ${media.pictureDialog(pictures)}`));
}

router.get('/editor/:page', showEditor);

router.post('/editor/:page/publish', async (request, response) => {
  await request.office.$boh().publishPage({ page: request.params.page });
  const { slug } = await request.office.contentPage.findUniqueOrThrow({ where: { id: request.params.page } });
  response.redirect(303, `/pages/${slug}`);
});

class ChangedError extends Error {}

// Changes the page, or shows what it is now if that is not what the editor saw.
async function change(request, response, work, mine) {
  try {
    await work();
  } catch (error) {
    if (error instanceof ChangedError) {
      response.status(409);
      await showEditor(request, response, { alert: 'Somebody else has changed this meanwhile. Nothing was written: look at it again.', mine });
      return;
    }
    throw error;
  }
  response.redirect(303, `/editor/${request.params.page}`);
}

// The section in a request, if nobody has changed it since its editor saw it: updatedAt changes with each UPDATE.
const sectionSeen = ({ params: { page, section }, body }) => ({ id: section, pageId: page, updatedAt: timeIn(body, 'seen') });

function requireOne({ count }) {
  if (count !== 1) {
    throw new ChangedError();
  }
}

// While the page is locked, nobody else adds, moves or publishes anything.
async function moveSection(tx, { page, section }, seen, by) {
  await tx.$queryRaw`SELECT id::text FROM boh.content_pages WHERE id = ${page}::uuid FOR NO KEY UPDATE`;
  const order = (await sectionsOf(tx, page)).map(({ id }) => id);
  if (order.join() !== seen) {
    throw new ChangedError();
  }
  const from = order.indexOf(section);
  if (from < 0) {
    throw new Refusal(404, 'This page has no such section.');
  }
  const to = from + by;
  if (Math.abs(by) !== 1 || order[to] === undefined) {
    throw new Refusal(409, 'The section cannot be moved there.');
  }
  [order[from], order[to]] = [order[to], order[from]];
  await tx.$boh().reorderSections({ page, sections: order });
}

router.post('/editor/:page/:section/move', async (request, response) => {
  const seen = required(request.body, 'seen');
  const by = wholeNumber(request.body, 'by');
  await change(request, response, () => office.withSession(request.token, (tx) => moveSection(tx, request.params, seen, by)));
});

router.post('/editor/:page/:section/delete', (request, response) =>
  change(request, response, async () => requireOne(await request.office.contentSection.deleteMany({ where: sectionSeen(request) }))));

// The type of a section, and what its form has sent.  Rich text is made safe first: the database refuses all other.
async function sentSection(calls, sent) {
  const type = required(sent, 'type');
  const schema = await calls.sectionSchema({ sectionType: type });
  const data = dataOf(schema, sent);
  for (const [name, { format }] of Object.entries(schema.properties)) {
    if (format === 'boh-html' && data[name]) {
      data[name] = await calls.sanitizeHtml({ html: data[name] });
    }
  }
  return { type, data };
}

router.post('/editor/:page', async (request, response) => {
  const { page } = request.params;
  const calls = request.office.$boh();
  const { type, data } = await sentSection(calls, request.body);
  await calls.addSection({ page, sectionType: type, data });
  response.redirect(303, `/editor/${page}`);
});

router.post('/editor/:page/:section', async (request, response) => {
  const { type, data } = await sentSection(request.office.$boh(), request.body);
  const update = { where: sectionSeen(request), data: { data } };
  await change(request, response, async () => requireOne(await request.office.contentSection.updateMany(update)),
    { id: request.params.section, type, data });
});

module.exports = router;
