// Runs work again while the database asks for it: up to five times in all, and each time after a
// longer wait, of which a random part is left out.

'use strict';

const { setTimeout } = require('node:timers/promises');

const AGAIN = ['40001', '40P01', '55P03'];

async function retry(databaseError, work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5 || !AGAIN.includes(databaseError(error)?.code)) {
        throw error;
      }
      await setTimeout(Math.random() * 100 * 2 ** attempt);
    }
  }
}

module.exports = { retry };
