// What is refused, in words.

'use strict';

const multer = require('multer');
const { ArgumentError, BohError, databaseError, NotAllowedError, NotFoundError, SoldOutError } = require('@boh/prisma');
const { html, layout } = require('./html');

// What the shop itself refuses: the status of the response, and what people read.
class Refusal extends Error {
  constructor(status, message, options) {
    super(message, options);
    this.status = status;
  }
}

const STATUS = [[NotFoundError, 404], [NotAllowedError, 403], [ArgumentError, 400], [BohError, 409]];

// Errors that are not boh's: Prisma found no row, and PostgreSQL was given an id or a number that is none.
const OTHERS = { P2025: [404, 'There is no such thing.'], '22P02': [400, 'An id or a number is none.'], 22003: [400, 'A number is too large.'] };

// The status of the response and its words; undefined for what should not happen
function answerTo(error) {
  if (error instanceof Refusal) {
    return [error.status, error.message];
  }
  if (error instanceof multer.MulterError) {
    return [error.code === 'LIMIT_FILE_SIZE' ? 413 : 400, error.message];
  }
  if (error instanceof SoldOutError) {
    return [409, `Only ${error.available} seats are left.`];
  }
  const [, status] = STATUS.find(([type]) => error instanceof type) ?? [];
  return status === undefined ? OTHERS[databaseError(error)?.code ?? error.code] : [status, error.message];
}

function showError(error, request, response, next) {
  const answer = answerTo(error);
  if (answer === undefined || response.headersSent) {
    next(error);
    return;
  }
  const [status, words] = answer;
  response.status(status).send(layout({ title: 'Not possible', person: request.person }, html`<p role="alert">${words}</p>`));
}

module.exports = { Refusal, showError };
