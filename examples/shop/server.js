// A ticket shop.  Beside PORT, it needs SHOP_URL, OFFICE_URL, SIGN_IN_URL and PAYMENTS_URL, through PgBouncer,
// SIGN_IN_KEY, the file of the key that signs tokens, and SHOP_MEDIA, the folder for pictures; "start" sets all of them.
// Behind a proxy, SHOP_ADDRESS is what visitors know it by, such as https://tickets.example.org.

'use strict';

const path = require('node:path');
const { parse: parseQuery } = require('node:querystring');
const express = require('express');
const { showError } = require('./errors');
const { html, layout } = require('./html');
const { checkAddress, readForm, texts } = require('./input');
const { checkOrigin } = require('./origin');
const { provider, webhook } = require('./payments');
const { readSession } = require('./session');

const app = express();

app.disable('x-powered-by');
// Limits of log-ins count visitors by their own addresses, not by that of a proxy on this computer.
app.set('trust proxy', 'loopback');
app.set('query parser', (query) => texts(parseQuery(query)));

// Scripts are files of ours, never text in a page, and forms go nowhere else.
app.use((request, response, next) => {
  response.set('content-security-policy', "default-src 'self'; img-src 'self' https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  response.set('x-content-type-options', 'nosniff');
  next();
});

app.use(express.static(path.join(__dirname, 'public')));
app.use('/media', express.static(process.env.SHOP_MEDIA));
// The provider has no page of ours: its requests are signed.
app.use(checkAddress, webhook, checkOrigin, readForm, readSession);

app.use(provider, require('./account'), require('./events'), require('./pages').router, require('./bookings'),
  require('./organizer'), require('./editor'));

app.use((request, response) => response.status(404).send(layout({ title: 'Not found', person: request.person }, html`<p role="alert">There is no such page.</p>`)));

app.use(showError);

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', (error) => {
  if (error) {
    throw error;
  }
  // What a request says about it, in its header Host, anybody can write.
  app.set('address', new URL(process.env.SHOP_ADDRESS ?? `http://127.0.0.1:${server.address().port}`).origin);
  console.log(`${app.get('address')}/`);
});
