// What an organizer sees: their events, drafts included, and who comes.

'use strict';

const express = require('express');
const { html, layout, localTime, more } = require('./html');
const { requirePerson } = require('./session');

const router = express.Router();

router.use('/organizer', requirePerson);

router.get('/organizer', async (request, response) => {
  const { rows, next_cursor: next } = await request.db.$boh().listEvents({
    filters: { status: 'ANY', author_id: request.person.id, order: 'start_desc' }, cursor: request.query.cursor });
  response.send(layout({ title: 'My events', person: request.person }, html`
    <table>
      <tr><th>Event</th><th>When</th><th>Status</th><th>Seats left</th></tr>
      ${rows.map(({ id, title, local_start: start, status, seats_left: left, capacity }) => html`<tr>
        <td><a href="/organizer/${id}">${title}</a></td><td>${localTime(start)}</td><td>${status}</td><td>${left} of ${capacity}</td></tr>`)}
    </table>
    ${more('/organizer', next)}`));
});

// Fails with 42501 for somebody else's event.
router.get('/organizer/:id', async (request, response) => {
  const participants = await request.db.$boh().eventParticipants({ event: request.params.id });
  response.send(layout({ title: 'Participants', person: request.person }, html`
    <table>
      <tr><th>Name</th><th>Email</th><th>Seats</th><th>Status</th></tr>
      ${participants.map(({ name, email, seats, status }) => html`<tr>
        <td>${name}</td><td>${email}</td><td>${seats}</td><td>${status}</td></tr>`)}
    </table>`));
});

module.exports = router;
