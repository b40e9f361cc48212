// Chromium, with a context of its own for each person: cookies and pages that the others do not have.

'use strict';

const assert = require('node:assert');
const { chromium } = require('playwright-core');
const { url } = require('./visitor');

// A slow machine, with other tests beside
const TIMEOUT = 120000;

class Browser {
  static async start() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({ executablePath: process.env.BOH_CHROMIUM, chromiumSandbox: false,
      args: ['--disable-gpu', '--disable-dev-shm-usage', '--force-device-scale-factor=1'] });
    return browser;
  }

  // A page for somebody who is not signed in.  What a page's policy would keep from running runs if safe is false.
  async visit({ safe = true } = {}) {
    const context = await this.chromium.newContext({ baseURL: url, bypassCSP: !safe });
    context.setDefaultTimeout(TIMEOUT);
    return context.newPage();
  }

  async signIn({ email, password }, options) {
    const page = await this.visit(options);
    await page.goto('/sign-in');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    return page;
  }

  stop() {
    return this.chromium.close();
  }
}

// Presses a button, in the page or a part of it, and waits for the page that it leads to.
async function press(page, name, part = page) {
  await Promise.all([page.waitForNavigation(), part.getByRole('button', { name, exact: true }).click()]);
}

const textOf = (page, selector) => page.locator(selector).textContent();

// The booking's id
async function holdSeat(page, slug) {
  await page.goto(`/events/${slug}`);
  await press(page, 'Hold seats');
  assert.strictEqual(await textOf(page, '#status'), 'PENDING');
  return new URL(page.url()).pathname.split('/').pop();
}

async function newPage(page, title) {
  await page.goto('/editor');
  await page.getByLabel('Title').fill(title);
  await press(page, 'New page');
}

// Opens the form for a new section and fills in fields by their names.
async function openSection(page, type, fields) {
  await page.locator('h2 ~ details > summary').filter({ hasText: new RegExp(`^${type}$`) }).click();
  const form = page.locator('h2 ~ details[open]');
  for (const [name, value] of Object.entries(fields)) {
    await form.locator(`[name="${name}"]`).fill(value);
  }
  return form;
}

async function addSection(page, type, fields) {
  await press(page, 'Save', await openSection(page, type, fields));
}

module.exports = { Browser, press, textOf, holdSeat, newPage, openSection, addSection };
