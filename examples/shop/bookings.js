// What a customer does: hold seats, pay for them, cancel.

'use strict';

const express = require('express');
const { shop } = require('./clients');
const { html, layout, money, utcTime, more } = require('./html');
const { idIn, required, wholeNumber } = require('./input');
const { requirePerson } = require('./session');

const router = express.Router();

// Whether the customer has paid for a booking that was cancelled.
async function isRefundDue(request, { id, eventId }) {
  const { rows } = await request.db.$boh().userBookings({ person: request.person.id, filters: { event_id: eventId }, pageSize: 100 });
  return rows.some((booking) => booking.id === id && booking.refund_due);
}

router.use(['/bookings', '/account'], requirePerson);

router.post('/bookings', async (request, response) => {
  const event = idIn(request.body, 'event');
  const idempotencyKey = required(request.body, 'key');
  const seatCount = wholeNumber(request.body, 'seats', 'How many seats? Give a whole number.');
  const booking = await shop.withSession(request.token, (tx, person) =>
    tx.$boh().bookSeats({ event, customer: person.id, seatCount, idempotencyKey }));
  response.redirect(303, `/bookings/${booking.id}`);
});

router.get('/bookings/:id', async (request, response, next) => {
  const booking = await request.db.booking.findUnique({ where: { id: request.params.id }, include: { event: true } });
  if (booking === null) {
    next();
    return;
  }
  const held = booking.status === 'PENDING';
  // The provider sends customers back before it calls the webhook.
  const waiting = request.query.paid !== undefined && booking.paymentReference === null;
  response.send(layout({ title: `${booking.seats} × ${booking.event.title}`, person: request.person }, html`
    <p>${utcTime(booking.event.startDate)} · ${money(booking.totalPrice, booking.currency)}</p>
    <p>Status: <strong id="status">${booking.status}</strong>${await isRefundDue(request, booking) ? ', refund due' : ''}
      ${held ? html`· seats are held: <strong id="clock" data-ends="${booking.expiresAt.toISOString()}"></strong>` : ''}</p>
    ${waiting ? html`<p role="status" id="waiting">Your payment is on its way.</p>` : ''}
    ${held && !waiting ? html`
      <form method="post" action="/provider/pay" class="fields">
        <input type="hidden" name="booking" value="${booking.id}">
        <input type="hidden" name="amount" value="${booking.totalPrice}">
        <button id="pay">Pay</button>
      </form>` : ''}
    ${(held && !waiting) || booking.status === 'CONFIRMED' ? html`
      <form method="post" action="/bookings/${booking.id}/cancel"><button>Cancel</button></form>` : ''}
    ${held || waiting ? html`<script src="/booking.js"></script>` : ''}`));
});

router.post('/bookings/:id/cancel', async (request, response) => {
  await shop.withSession(request.token, (tx) => tx.$boh().cancelBooking({ booking: request.params.id, reason: 'by the customer' }));
  response.redirect(303, `/bookings/${request.params.id}`);
});

router.get('/account', async (request, response) => {
  const { rows, next_cursor: next } = await request.db.$boh().userBookings({ person: request.person.id, cursor: request.query.cursor });
  response.send(layout({ title: 'My bookings', person: request.person }, html`
    <table>
      <tr><th>Event</th><th>When</th><th>Seats</th><th>Total</th><th>Status</th></tr>
      ${rows.map(({ id, event, seats, total_price: total, currency, status, refund_due: due }) => html`<tr>
        <td><a href="/bookings/${id}">${event.title}</a></td><td>${utcTime(event.start_date)}</td><td>${seats}</td>
        <td>${money(total, currency)}</td><td>${status}${due ? ', refund due' : ''}</td></tr>`)}
    </table>
    ${more('/account', next)}`));
});

module.exports = router;
