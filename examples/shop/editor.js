// The editor of pages, for administrators: through a role of its own, because a customer's has no rights to pages.

'use strict';

const express = require('express');
const { office } = require('./clients');
const { html, layout } = require('./html');
const { show } = require('./pages');

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

// A field of a form for a property of a JSON Schema.  Lists are JSON.
function field(name, { title, description, type, enum: values }, value) {
  const label = (input) => html`<label>${title} ${input}${description ? html`<small>${description}</small>` : ''}</label>`;
  if (values) {
    return label(html`<select name="${name}"><option></option>${values.filter((one) => one !== null).map((one) =>
      html`<option ${one === value ? 'selected' : ''}>${one}</option>`)}</select>`);
  }
  if (type === 'array') {
    return label(html`<textarea name="${name}" rows="4" placeholder="[...]">${value ? JSON.stringify(value, null, 2) : ''}</textarea>`);
  }
  return type === 'integer' ? label(html`<input name="${name}" type="number" value="${value}">`)
    : label(html`<textarea name="${name}" rows="2">${value}</textarea>`);
}

// What the form has sent, as data of the section.  Rich text is made safe first: the database refuses all other.
async function dataOf(schema, body, calls) {
  const data = {};
  for (const [name, { type, format }] of Object.entries(schema.properties)) {
    const text = body[name]?.trim();
    if (text) {
      data[name] = type === 'array' ? JSON.parse(text) : type === 'integer' ? Number(text)
        : format === 'boh-html' ? await calls.sanitizeHtml({ html: text }) : text;
    }
  }
  return data;
}

function sectionForm(action, type, schema, data = {}) {
  return html`<details><summary>${schema.title}</summary>
    <form method="post" action="${action}" class="fields"><input type="hidden" name="type" value="${type}">
    ${Object.entries(schema.properties).map(([name, property]) => field(name, property, data[name]))}<button>Save</button></form></details>`;
}

router.get('/editor', async (request, response) => {
  const pages = await request.office.contentPage.findMany({ orderBy: { createdAt: 'desc' }, take: 50 });
  response.send(layout({ title: 'Pages', person: request.person }, html`
    <table>${pages.map(({ id, title, status }) => html`<tr><td><a href="/editor/${id}">${title}</a></td><td>${status}</td></tr>`)}</table>
    <form method="post" class="fields"><label>Title <input name="title" required></label><button>New page</button></form>`));
});

router.post('/editor', async (request, response) => {
  const id = await request.office.$boh().createPage({ page: { title: request.body.title }, sections: [] });
  response.redirect(303, `/editor/${id}`);
});

router.get('/editor/:page', async (request, response) => {
  const { id, title, slug, contentSections } = await request.office.contentPage.findUniqueOrThrow({
    where: { id: request.params.page }, include: { contentSections: { orderBy: { position: 'asc' } } } });
  const calls = request.office.$boh();
  const types = ['HERO', 'TEXT', 'IMAGE', 'VIDEO', 'GALLERY', 'CONTACT_FORM', 'EVENT_LIST'];
  const schemas = Object.fromEntries(await Promise.all(types.map(async (type) => [type, await calls.sectionSchema({ sectionType: type })])));
  response.send(layout({ title, person: request.person }, html`
    ${contentSections.map((section) => html`<article>${show([section])}
      ${section.type in schemas ? sectionForm(`/editor/${id}/${section.id}`, section.type, schemas[section.type], section.data) : ''}</article>`)}
    <h2>Add a section</h2>
    ${types.map((type) => sectionForm(`/editor/${id}`, type, schemas[type]))}
    <form method="post" action="/editor/${id}/publish"><input type="hidden" name="slug" value="${slug}"><button>Publish</button></form>`));
});

router.post('/editor/:page/publish', async (request, response) => {
  await request.office.$boh().publishPage({ page: request.params.page });
  response.redirect(303, `/pages/${request.body.slug}`);
});

router.post('/editor/:page{/:section}', async (request, response) => {
  const { page, section } = request.params;
  const { type } = request.body;
  const calls = request.office.$boh();
  const data = await dataOf(await calls.sectionSchema({ sectionType: type }), request.body, calls);
  if (section) {
    await request.office.contentSection.update({ where: { id: section }, data: { data } });
  } else {
    await calls.addSection({ page, sectionType: type, data });
  }
  response.redirect(303, `/editor/${page}`);
});

module.exports = router;
