// What is refused, in words.

'use strict';

const multer = require('multer');
const { ArgumentError, BohError, databaseError, InvalidValueError, NotAllowedError, NotFoundError, SoldOutError } = require('@boh/prisma');
const { html, layout } = require('./html');

// What the shop itself refuses: the status of the response, and what people read.
class Refusal extends Error {
  constructor(status, message, options) {
    super(message, options);
    this.status = status;
  }
}

// The status for an error of boh, whose message is for people
function statusOf(error) {
  if (error instanceof NotFoundError) {
    return 404;
  }
  if (error instanceof InvalidValueError) {
    return 422;
  }
  if (error instanceof ArgumentError || error.code.startsWith('22')) {
    return 400;
  }
  // A type of section that there is not, and files of a type or size that are not taken
  return { BH033: 422, BH039: 422, BH040: 413 }[error.code] ?? 409;
}

// Errors of PostgreSQL and Prisma that somebody can cause who sends something wrong: codes, and the beginnings of codes.
const OTHERS = {
  P2025: [404, 'There is no such thing.'],
  '22P02': [400, 'An id or a number is none.'],
  22003: [400, 'A number is too large.'],
  22021: [400, 'A text has a character that cannot be stored.'],
  22: [400, 'What was sent is not valid.'],
  23503: [409, 'What this belongs to is not there any more.'],
  23505: [409, 'There is one already.'],
  23: [422, 'A value is missing, too long, or not valid.'],
  42501: [403, 'You may not do this.'],
  54: [413, 'What was sent is too long, or nested too deeply.'],
};

// Errors of Express, which say that they are the sender's fault
const OF_REQUEST = {
  413: 'What was sent is too large.',
  415: 'What was sent cannot be read: it is no form, or in another encoding.',
};

// The status of the response and its words
function answerTo(error) {
  if (error instanceof Refusal) {
    return [error.status, error.message];
  }
  if (error instanceof multer.MulterError) {
    return [error.code === 'LIMIT_FILE_SIZE' ? 413 : 400, error.message];
  }
  if (error instanceof SoldOutError) {
    return [409, ['No seat is left.', 'Only one seat is left.'][error.available] ?? `Only ${error.available} seats are left.`];
  }
  const code = String(databaseError(error)?.code ?? error.code);
  if (error instanceof BohError && !(error instanceof NotAllowedError)) {
    return [statusOf(error), error.message];
  }
  if (error.status >= 400 && error.status < 500) {
    return [error.status, OF_REQUEST[error.status] ?? 'The request cannot be read.'];
  }
  return OTHERS[code] ?? OTHERS[code.slice(0, 2)];
}

function showError(error, request, response, next) {
  if (response.headersSent) {
    next(error);
    return;
  }
  let answer = answerTo(error);
  if (answer === undefined) {
    console.error(error);
    answer = [500, 'Something went wrong here, and it is not your fault.'];
  }
  const [status, words] = answer;
  response.status(status).send(layout({ title: 'Not possible', person: request.person }, html`<p role="alert">${words}</p>`));
}

module.exports = { Refusal, showError };
