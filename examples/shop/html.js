// Pages as text.  html`...` escapes what is put in, unless html made that itself.

'use strict';

const { SECONDS, SECONDS_IN_ALL } = require('../token');

class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(value) {
  if (Array.isArray(value)) {
    return value.map(escaped).join('');
  }
  return value instanceof Html ? value.text : String(value ?? '').replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

function html(parts, ...values) {
  return new Html(parts.reduce((text, part, i) => text + escaped(values[i - 1]) + part));
}

// Text that is HTML already and safe: the database accepts no other rich text.
const safe = (text) => new Html(text);

const money = (amount, currency) => (Number(amount) === 0 ? 'free' : `${Number(amount).toFixed(2)} ${currency}`);

// boh gives the times of an event as they are where it takes place.
const localTime = (text) => text.slice(0, 16).replace('T', ' ');
const utcTime = (time) => `${localTime(new Date(time).toISOString())} UTC`;

// The link to the next page of a list, if there is one
const more = (path, cursor, query) => (cursor ? html`<a rel="next" href="${path}?${new URLSearchParams({ ...query, cursor })}">More</a>` : '');

// What somebody reads who was signed in
const ENDED = `You are not signed in any more. A session ends after ${SECONDS / 60} minutes without a page, `
  + `and ${SECONDS_IN_ALL / 3600} hours after you signed in.`;

function layout({ title, person }, body) {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
<header>
  <a href="/">Tickets</a>
  <form action="/" role="search"><input name="q" aria-label="Search" placeholder="Search"></form>
  ${person?.id
    ? html`<a href="/account">My bookings</a>
      ${person.role === 'USER' ? '' : html`<a href="/organizer">My events</a>`}
      <form action="/sign-out" method="post"><button>Sign out</button></form>`
    : html`<a href="/sign-in">Sign in</a>`}
</header>
<main>
<h1>${title}</h1>
${person?.hasEnded ? html`<p role="status" id="ended">${ENDED}</p>` : ''}
${body}
</main>
</html>`.toString();
}

module.exports = { html, safe, layout, money, localTime, utcTime, more };
