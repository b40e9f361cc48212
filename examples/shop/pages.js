// Pages of the site, as readers see them: how each type of section looks.

'use strict';

const express = require('express');
const { html, safe, layout, day } = require('./html');

const router = express.Router();

// The database has checked all data: rich text is safe HTML, addresses are of images, videos or links.
const SECTIONS = {
  HERO: ({ heading, subheading, ctaText, ctaLink }) => html`<section class="hero"><h2>${heading}</h2><p>${subheading}</p>
    ${ctaText ? html`<a href="${ctaLink}">${ctaText}</a>` : ''}</section>`,
  TEXT: ({ content }) => html`<section>${safe(content)}</section>`,
  IMAGE: ({ url, alt, caption }) => html`<figure><img src="${url}" alt="${alt}"><figcaption>${caption}</figcaption></figure>`,
  VIDEO: ({ url, caption }) => html`<p><a href="${url}">${caption || 'Video'}</a></p>`,
  GALLERY: ({ images }) => html`<section class="gallery">${images.map(SECTIONS.IMAGE)}</section>`,
  CONTACT_FORM: ({ fields, submitText }) => html`<form class="fields">${fields.map(({ name, label, type, options, required }) => html`
    <label>${label} ${type === 'select' ? html`<select name="${name}">${options.map((one) => html`<option>${one}</option>`)}</select>`
      : type === 'textarea' ? html`<textarea name="${name}"></textarea>`
        : html`<input name="${name}" type="${type}" ${required ? 'required' : ''}>`}</label>`)}<button disabled>${submitText || 'Send'}</button></form>`,
  EVENT_LIST: (data, { events = [] }) => html`<ul class="events">${events.map((event) => html`<li>
    <a href="/events/${event.slug}">${event.title}</a><span>${day(event.start_date)}</span></li>`)}</ul>`,
};

const show = (sections) => sections.map((section) => SECTIONS[section.type]?.(section.data, section) ?? '');

router.get('/pages/:slug', async (request, response, next) => {
  const page = await request.db.$boh().page({ slug: request.params.slug, expand: true });
  if (page === null) {
    next();
    return;
  }
  if (page.redirect) {
    response.redirect(301, `/pages/${page.redirect}`);
    return;
  }
  response.send(layout({ title: page.title, person: request.person }, show(page.sections)));
});

module.exports = { router, show };
