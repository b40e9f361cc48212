// Sends a webhook until it is taken, as payment providers do.

'use strict';

const { setTimeout: wait } = require('node:timers/promises');

// Between the attempts, in milliseconds: each twice as long, four minutes in all.  Real providers go on for days.
const WAITS = Array.from({ length: 9 }, (_, i) => 500 * 2 ** i);

// How long an answer may take, in milliseconds
const TIMEOUT = 10000;

// Whether the answer is a success.  None, or a redirection, is not one.
async function isTaken(url, request) {
  try {
    const response = await fetch(url, { ...request, method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

// Attempts so often, and waits as long before each.  Whether it was taken.
async function deliver(url, request, waits) {
  for (const milliseconds of waits) {
    await wait(milliseconds);
    if (await isTaken(url, request)) {
      return true;
    }
  }
  return false;
}

module.exports = { WAITS, deliver };
