// How the shop's payment provider sends its webhooks.

'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const http = require('node:http');
const { test } = require('node:test');
const { WAITS, deliver } = require('../../examples/shop/delivery');

// What a server was sent that answers with these in turn, and with the last one from then on; null is no answer.
async function sentTo(answers, waits) {
  const sent = [];
  const server = http.createServer(async (request, response) => {
    const [body] = await once(request, 'data');
    sent.push([request.method, request.headers['x-signature'], String(body)]);
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    if (answer === null) {
      request.destroy();
    } else {
      response.writeHead(answer, { location: '/elsewhere' }).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const taken = await deliver(`http://127.0.0.1:${server.address().port}/`, { body: 'paid', headers: { 'x-signature': 'secret' } }, waits);
  server.close();
  assert.deepStrictEqual(sent, Array(sent.length).fill(['POST', 'secret', 'paid']));
  return [taken, sent.length];
}

test('a webhook is sent once if it is taken', async () => {
  assert.deepStrictEqual(await sentTo([200], [1, 1, 1]), [true, 1]);
});

test('... and again, the same, after an error, a redirection and no answer', async () => {
  assert.deepStrictEqual(await sentTo([500, 302, null, 404, 200], [1, 1, 1, 1, 1, 1]), [true, 5]);
});

test('... but not forever', async () => {
  assert.deepStrictEqual(await sentTo([500], [1, 1, 1]), [false, 3]);
});

test('... and each time after twice as long', () => {
  assert.ok(WAITS.length > 5);
  assert.deepStrictEqual(WAITS.slice(1), WAITS.slice(0, -1).map((wait) => 2 * wait));
});
