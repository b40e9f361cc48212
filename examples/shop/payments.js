// A payment provider that is not there, and the webhook that it calls.  As real ones do, it calls late, sometimes
// twice, and again if the shop had an error.

'use strict';

const { createHmac, randomUUID, timingSafeEqual } = require('node:crypto');
const express = require('express');
const { payments } = require('./clients');
const { WAITS, deliver } = require('./delivery');
const { Refusal } = require('./errors');
const { idIn, texts } = require('./input');

const SECRET = process.env.SHOP_WEBHOOK_SECRET ?? randomUUID();

const signature = (body) => createHmac('sha256', SECRET).update(body).digest();

// Sends a webhook after so many milliseconds.
async function notify(url, payment, delay) {
  const body = JSON.stringify(payment);
  const headers = { 'content-type': 'application/json', 'x-signature': signature(body).toString('hex') };
  if (!await deliver(url, { body, headers }, [delay, ...WAITS])) {
    console.error(`The shop did not take the payment ${payment.payment}.`);
  }
}

const provider = express.Router();

// The provider's page: the customer has paid as soon as the button is pressed.
provider.post('/provider/pay', (request, response) => {
  const booking = idIn(request.body, 'booking');
  const payment = { booking, payment: `pay_${randomUUID()}` };
  const url = new URL('/webhooks/payment', request.app.get('address'));
  const delay = Number(process.env.SHOP_PROVIDER_DELAY ?? 300);
  notify(url, payment, delay);
  notify(url, payment, delay);
  response.redirect(303, `/bookings/${booking}?paid=1`);
});

function paymentIn(body) {
  try {
    const { booking, payment } = JSON.parse(body);
    return texts({ booking, payment });
  } catch (cause) {
    throw new Refusal(400, 'This is no payment.', { cause });
  }
}

const webhook = express.Router();

// Only the provider knows the secret.  The same payment twice confirms once; one that comes too late is kept,
// and its refund is due.
webhook.post('/webhooks/payment', express.raw({ type: () => true }), async (request, response) => {
  const body = request.body ?? '';
  const given = Buffer.from(request.get('x-signature') ?? '', 'hex');
  const wanted = signature(body);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new Refusal(403, 'The signature is not that of the provider.');
  }
  const { status, refundDue } = await payments.$boh().confirmBooking(paymentIn(body));
  response.json({ status, refundDue });
});

module.exports = { provider, webhook };
