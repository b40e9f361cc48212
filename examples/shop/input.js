// What visitors send: texts, each of which PostgreSQL can store.  What no form of the shop sends is refused in words.

'use strict';

const express = require('express');
const { Refusal } = require('./errors');

// PostgreSQL has no text with this character.
const NUL = '\0';

const isStorable = (value) => typeof value === 'string' && !value.includes(NUL);

// The fields of a form or a query as texts.  Of a name that was sent twice, the last one counts.
function texts(fields) {
  const found = Object.entries(fields ?? {}).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]);
  if (!found.every(([, value]) => isStorable(value))) {
    throw new Refusal(400, 'A text has a character that cannot be stored.');
  }
  return Object.fromEntries(found);
}

function checkAddress(request, response, next) {
  // Routes decode what is before the question mark.
  if (request.url.includes('%00')) {
    throw new Refusal(400, 'The address has a character that no address has.');
  }
  next();
}

// Afterwards each request has a body: {} if nothing was sent, or files, which their route reads.
function checkForm(request, response, next) {
  if (request.is(['urlencoded', 'multipart']) === false) {
    throw new Refusal(415, 'Only forms are taken.');
  }
  request.body = texts(request.body);
  next();
}

const INCOMPLETE = 'The form is not complete. Load its page again.';

// The text of a field that nobody leaves empty
function required(fields, name, words = INCOMPLETE) {
  const text = fields[name]?.trim();
  if (!text) {
    throw new Refusal(400, words);
  }
  return text;
}

function idIn(fields, name) {
  const text = required(fields, name);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new Refusal(400, INCOMPLETE);
  }
  return text;
}

// A time as toISOString() writes it.  Prisma knows no year after 9999.
function timeIn(fields, name) {
  const text = required(fields, name);
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time.getTime())) {
    throw new Refusal(400, INCOMPLETE);
  }
  return time;
}

function wholeNumber(fields, name, words = INCOMPLETE) {
  const text = required(fields, name, words);
  if (!/^-?\d{1,9}$/.test(text)) {
    throw new Refusal(400, words);
  }
  return Number(text);
}

module.exports = { checkAddress, readForm: [express.urlencoded({ extended: false }), checkForm], texts, required, idIn, timeIn, wholeNumber };
