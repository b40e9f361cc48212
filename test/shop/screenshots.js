// The pictures of the documentation, compared with what the shop looks like now.

'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const sharp = require('sharp');

const FOLDER = path.join(__dirname, '../../examples/shop/screenshots');

// Dates, names and fonts may differ, so what is compared is the average of squares of so many pixels.
const SQUARE = 20;

// Other dates and names make a mean difference below 0.1 percent, a button of another size 2, a missing header 3 to 7.
const LARGEST = 0.01;

async function averages(bytes) {
  const { width, height } = await sharp(bytes).metadata();
  const small = await sharp(bytes).removeAlpha().toColourspace('srgb')
    .resize({ width: Math.round(width / SQUARE), height: Math.round(height / SQUARE), fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  return { size: [width, height], small };
}

async function difference(one, other) {
  const [a, b] = await Promise.all([averages(one), averages(other)]);
  assert.deepStrictEqual(a.size, b.size);
  return a.small.reduce((sum, value, i) => sum + Math.abs(value - b.small[i]), 0) / a.small.length / 255;
}

// BOH_SCREENSHOTS names a folder for new ones.
async function checkScreenshot(page, name, height = 520) {
  await page.setViewportSize({ width: 760, height });
  const now = await page.screenshot();
  if (process.env.BOH_SCREENSHOTS) {
    fs.writeFileSync(path.join(process.env.BOH_SCREENSHOTS, name), now);
  }
  const share = await difference(fs.readFileSync(path.join(FOLDER, name)), now);
  assert.ok(share < LARGEST, `${name} differs by ${(100 * share).toFixed(1)} percent: run the test with BOH_SCREENSHOTS, look at the new one, and copy it`);
}

module.exports = { FOLDER, checkScreenshot };
