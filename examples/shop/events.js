// What everybody sees: the list, the search, and one event.

'use strict';

const { randomUUID } = require('node:crypto');
const express = require('express');
const { html, safe, layout, money, localTime, more } = require('./html');

const router = express.Router();

function row(event, title) {
  return html`<li>
    <a href="/events/${event.slug}">${title ?? event.title}</a>
    <span>${localTime(event.local_start)}${event.venue ? html` · ${event.venue.name}` : ''}</span>
    <span>${money(event.price, event.currency)} · ${event.seats_left > 0 ? `${event.seats_left} left` : 'sold out'}</span>
  </li>`;
}

router.get('/', async (request, response) => {
  const { q: query, cursor } = request.query;
  const calls = request.db.$boh();
  // The marks in what a search returns are safe HTML.
  const list = query ? await calls.search({ query, cursor, filters: { kind: 'event' } }) : await calls.listEvents({ pageSize: 20, cursor });
  const events = query ? list.rows.map((found) => row(found.event, safe(found.title_html)))
    : list.rows.map((event) => row(event));
  response.send(layout({ title: query ? `Search: ${query}` : 'Events', person: request.person }, html`
    <ul class="events">${events}</ul>
    ${events.length === 0 ? html`<p>Nothing was found.</p>` : ''}
    ${more('/', list.next_cursor, query && { q: query })}`));
});

router.get('/events/:slug', async (request, response, next) => {
  const event = await request.db.$boh().event({ slug: request.params.slug });
  if (event === null) {
    next();
    return;
  }
  if (event.redirect) {
    response.redirect(301, `/events/${event.redirect}`);
    return;
  }
  // The key is made once for each form: sending it twice books once.
  response.send(layout({ title: event.title, person: request.person }, html`
    <p>${localTime(event.local_start)} to ${localTime(event.local_end)}, ${event.time_zone}${event.venue ? html` · ${event.venue.name}` : ''}</p>
    <p>${event.description}</p>
    <p>${money(event.price, event.currency)} · <strong id="left">${event.seats_left}</strong> seats left</p>
    ${request.person.id ? html`
      <form method="post" action="/bookings" class="fields">
        <input type="hidden" name="event" value="${event.id}">
        <input type="hidden" name="slug" value="${event.slug}">
        <input type="hidden" name="key" value="${randomUUID()}">
        <label>Seats <input name="seats" type="number" min="1" value="1"></label>
        <button>Hold seats</button>
      </form>` : html`<p><a href="/sign-in">Sign in</a> to book.</p>`}`));
});

module.exports = router;
