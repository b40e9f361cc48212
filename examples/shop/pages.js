// Pages of the site, as readers see them: how each type of section looks.

'use strict';

const express = require('express');
const { html, safe, layout, localTime } = require('./html');

const router = express.Router();

function contactField({ name, label, type, options, required, placeholder }) {
  const needed = required ? 'required' : '';
  switch (type) {
    case 'select':
      return html`<label>${label} <select name="${name}" ${needed}>${options.map((one) => html`<option>${one}</option>`)}</select></label>`;
    case 'textarea':
      return html`<label>${label} <textarea name="${name}" placeholder="${placeholder}" ${needed}></textarea></label>`;
    default:
      return html`<label>${label} <input name="${name}" type="${type}" placeholder="${placeholder}" ${needed}></label>`;
  }
}

// The database has checked all data: rich text is safe HTML, addresses are of images, videos or links.
const SECTIONS = {
  HERO: ({ heading, subheading, backgroundImageUrl: picture, ctaText, ctaLink, alignment = 'center' }) => html`
    <section class="hero ${alignment}">${picture ? html`<img src="${picture}" alt="">` : ''}<h2>${heading}</h2><p>${subheading}</p>
    ${ctaText ? html`<a href="${ctaLink}">${ctaText}</a>` : ''}</section>`,
  TEXT: ({ content, alignment = 'left' }) => html`<section class="${alignment}">${safe(content)}</section>`,
  IMAGE: ({ url, alt, caption, alignment = 'center', width = 'large' }) => html`
    <figure class="${alignment} ${width}"><img src="${url}" alt="${alt}"><figcaption>${caption}</figcaption></figure>`,
  VIDEO: ({ url, thumbnailUrl: picture, caption }) => html`
    <figure><a href="${url}">${picture ? html`<img src="${picture}" alt="">` : ''}${caption || 'Video'}</a></figure>`,
  GALLERY: ({ images, columns = 3, spacing = 'medium' }) => html`
    <section class="gallery columns-${columns} space-${spacing}">${images.map((image) => SECTIONS.IMAGE({ ...image, width: 'full' }))}</section>`,
  CONTACT_FORM: ({ fields, submitText }) => html`
    <form class="fields">${fields.map(contactField)}<button disabled>${submitText || 'Send'}</button></form>`,
  EVENT_LIST: ({ display = 'grid' }, { events = [] }) => html`<ul class="events ${display}">${events.map((event) => html`<li>
    <a href="/events/${event.slug}">${event.title}</a><span>${localTime(event.local_start)}</span></li>`)}</ul>`,
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

module.exports = { router, SECTIONS, show };
