// Administrators who edit pages, as a browser without scripts does it.

'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const sharp = require('sharp');
const { url, owner, Visitor, idOf } = require('./visitor');

let ada;
before(async () => { ada = await new Visitor().signIn('admin@example.org'); });
after(() => owner.end());

// The addresses of the sections of a page, and what their buttons send
function sectionsOf(text) {
  return [...text.matchAll(/action="([^"]*)\/move"><input type="hidden" name="seen" value="([^"]*)">[^]*?\/delete"><input type="hidden" name="seen" value="([^"]*)">/g)]
    .map(([, path, order, changed]) => ({ path, order, changed }));
}

// A page with texts
async function makePage(title, texts) {
  const { path } = await ada.request('/editor', { title });
  for (const content of texts) {
    await ada.request(path, { type: 'TEXT', content });
  }
  return path;
}

async function textsOf(path) {
  const { rows } = await owner.query("SELECT data ->> 'content' AS text FROM boh.content_sections WHERE page_id = $1 ORDER BY position", [idOf({ path })]);
  return rows.map(({ text }) => text.replace(/<[^>]*>/g, ''));
}

function picture({ width = 800, height = 500 } = {}) {
  return sharp({ create: { width, height, channels: 3, background: '#336699' } });
}

async function upload(visitor, bytes, name = 'hall.jpg', fields = {}) {
  const form = new FormData();
  Object.entries(fields).forEach(([key, value]) => form.append(key, value));
  form.append('picture', new Blob([bytes], { type: 'image/png' }), name);
  return visitor.request('/editor/media', form);
}

async function newestFile() {
  const { rows: [row] } = await owner.query('SELECT * FROM boh.media_files ORDER BY id DESC LIMIT 1');
  return row;
}

const countFiles = async () => Number((await owner.query('SELECT count(*) FROM boh.media_files')).rows[0].count);

async function download(path) {
  const response = await fetch(new URL(path, url));
  assert.strictEqual(response.status, 200, path);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { type: response.headers.get('content-type'), bytes, ...(await sharp(bytes).metadata()) };
}

test('a page with every type of section', async () => {
  const { path } = await ada.request('/editor', { title: 'About us' });
  const sections = {
    HERO: { heading: 'Hello <img src=x onerror=alert(1)>', ctaText: 'All events', ctaLink: '/' },
    TEXT: { content: '<p onclick="alert(1)">Doors open at <b>seven</b>.<script>alert(1)</script></p>' },
    IMAGE: { url: '/hall.png', alt: 'The hall', width: 'small' },
    VIDEO: { url: 'https://www.youtube.com/watch?v=abcdefghijk' },
    GALLERY: { 'images/0/url': '/a.png', 'images/0/alt': 'A', 'images/1/url': '/b.png', 'images/1/alt': '', 'images/2/url': '', 'images/2/alt': '', columns: '2' },
    CONTACT_FORM: { 'fields/0/name': 'who', 'fields/0/label': 'Who', 'fields/0/type': 'select', 'fields/0/required': 'true',
      'fields/0/options': 'some\r\n\r\nall', recipientEmail: 'us@example.org' },
    EVENT_LIST: { limit: '3', sort: 'date-ascending' },
  };
  for (const [type, fields] of Object.entries(sections)) {
    assert.strictEqual((await ada.request(path, { type, ...fields })).status, 200, type);
  }
  const refused = await ada.request(path, { type: 'HERO', heading: 'x', ctaText: 'y', ctaLink: 'javascript:alert(1)' });
  assert.deepStrictEqual([refused.status, /role="alert">[^<]*\/ctaLink/.test(refused.text)], [422, true]);
  const { rows } = await owner.query("SELECT data FROM boh.content_sections WHERE page_id = $1 AND type IN ('GALLERY', 'CONTACT_FORM') ORDER BY position", [idOf({ path })]);
  assert.deepStrictEqual(rows.map(({ data }) => data), [
    { images: [{ url: '/a.png', alt: 'A' }, { url: '/b.png', alt: '' }], columns: 2 },
    { fields: [{ name: 'who', label: 'Who', type: 'select', required: true, options: ['some', 'all'] }], recipientEmail: 'us@example.org' }]);
  assert.match((await ada.request(path)).text, /Last Seat Concert|Open Rehearsal/);

  const { text } = await ada.request(`${path}/publish`, {});
  for (const part of [/Hello &lt;img src=x/, /<a href="\/">All events/, /<strong>seven|<b>seven/, /alt="The hall"/, /youtube/, /columns-2[^]*alt="A"/,
    /<select name="who" required><option>some</, /Last Seat Concert|Open Rehearsal/]) {
    assert.match(text, part);
  }
  assert.ok(!/<script|onclick|<img src=x|javascript:/.test(text), text);
  assert.match((await new Visitor().request('/pages/about-us')).text, /Doors open/);
});

test('a section is changed', async () => {
  const path = await makePage('Changed', ['<p>Before</p>']);
  const [section] = sectionsOf((await ada.request(path)).text);
  const { status } = await ada.request(section.path, { type: 'TEXT', seen: section.changed, content: '<p>After</p>' });
  assert.deepStrictEqual([status, await textsOf(path)], [200, ['After']]);
});

test('sections are moved up and down, and deleted', async () => {
  const path = await makePage('Moved', ['<p>One</p>', '<p>Two</p>', '<p>Three</p>']);
  let sections = sectionsOf((await ada.request(path)).text);
  sections = sectionsOf((await ada.request(`${sections[2].path}/move`, { seen: sections[2].order, by: '-1' })).text);
  assert.deepStrictEqual(await textsOf(path), ['One', 'Three', 'Two']);
  sections = sectionsOf((await ada.request(`${sections[0].path}/move`, { seen: sections[0].order, by: '1' })).text);
  assert.deepStrictEqual(await textsOf(path), ['Three', 'One', 'Two']);
  await ada.request(`${sections[1].path}/delete`, { seen: sections[1].changed });
  assert.deepStrictEqual(await textsOf(path), ['Three', 'Two']);
});

test('what is not of the page, or has nowhere to go, moves nothing', async () => {
  const path = await makePage('Moved by mistake', ['<p>One</p>', '<p>Two</p>']);
  const other = await makePage('Another', ['<p>Other</p>']);
  const [first] = sectionsOf((await ada.request(path)).text);
  const [foreign] = sectionsOf((await ada.request(other)).text);
  for (const [section, by, expected] of [[idOf(foreign), '1', 404], [idOf({ path }), '-1', 404], ['nothing', '-1', 404], [idOf(first), '-1', 409], [idOf(first), '2', 409],
    [idOf(first), '0', 409], [idOf(first), 'up', 400], [idOf(first), '', 400]]) {
    const { status, text } = await ada.request(`${path}/${section}/move`, { seen: first.order, by });
    assert.deepStrictEqual([status, /role="alert"/.test(text), await textsOf(path)], [expected, true, ['One', 'Two']], `${section} by ${by}`);
  }
  assert.deepStrictEqual(await textsOf(other), ['Other']);
});

test('of two editors at once the second is told, and loses no text', async () => {
  const path = await makePage('Twice', ['<p>One</p>', '<p>Two</p>']);
  const [first, second] = sectionsOf((await ada.request(path)).text);
  await ada.request(first.path, { type: 'TEXT', seen: first.changed, content: '<p>Faster</p>' });
  const late = await ada.request(first.path, { type: 'TEXT', seen: first.changed, content: '<p>Slower</p>' });
  assert.strictEqual(late.status, 409);
  assert.match(late.text, /Somebody else[^]*<p>Faster[^]*<details open>[^]*&lt;p&gt;Slower/);
  assert.strictEqual((await ada.request(`${first.path}/delete`, { seen: first.changed })).status, 409);

  await ada.request(`${second.path}/move`, { seen: second.order, by: '-1' });
  assert.strictEqual((await ada.request(`${first.path}/move`, { seen: first.order, by: '1' })).status, 409);
  assert.deepStrictEqual(await textsOf(path), ['Two', 'Faster']);

  const [, last] = sectionsOf((await ada.request(path)).text);
  await ada.request(`${last.path}/delete`, { seen: last.changed });
  const gone = await ada.request(last.path, { type: 'TEXT', seen: last.changed, content: '<p>Too late</p>' });
  assert.strictEqual(gone.status, 409);
  assert.match(gone.text, /Add a section[^]*<details open>[^]*Too late/);
  assert.deepStrictEqual(await textsOf(path), ['Two']);
});

test('a picture is stored, has a thumbnail, and is used in a section', async () => {
  const bytes = await picture().jpeg().withExif({ IFD3: { GPSLatitude: '52/1 31/1 0/1' } }).toBuffer();
  assert.ok((await sharp(bytes).metadata()).exif);
  const { status, text } = await upload(ada, bytes, '../../Große Halle.jpg', { alt: 'The hall' });
  assert.strictEqual(status, 200);
  const file = await newestFile();
  assert.match(text, new RegExp(`<img src="${file.thumbnail_url}" alt="The hall"`));
  assert.match(file.filename, /^grosse-halle-[0-9a-f]{32}\.jpg$/);
  const stored = await download(file.url);
  assert.deepStrictEqual([stored.type, stored.width, stored.height, stored.exif, stored.bytes.length],
    ['image/jpeg', file.width, file.height, undefined, Number(file.file_size)]);
  const small = await download(file.thumbnail_url);
  assert.deepStrictEqual([small.type, small.width, small.height], ['image/jpeg', 320, 200]);

  const { path } = await ada.request('/editor', { title: 'Hall' });
  const edited = await ada.request(path, { type: 'IMAGE', url: file.url, alt: 'The hall' });
  assert.match(edited.text, new RegExp(`<button type="button" data-url="${file.url}" data-alt="The hall"><img src="${file.thumbnail_url}"`));
  const refused = await ada.request(`/editor/media/${file.id}/delete`, {});
  assert.deepStrictEqual([refused.status, /Hall/.test(refused.text)], [409, true]);
  await ada.request(`${sectionsOf(edited.text)[0].path}/delete`, { seen: sectionsOf(edited.text)[0].changed });
  await ada.request(`/editor/media/${file.id}/delete`, {});
  assert.notStrictEqual((await owner.query('SELECT deleted_at FROM boh.media_files WHERE id = $1', [file.id])).rows[0].deleted_at, null);
});

test('a thumbnail that was left behind is made with the next upload', async () => {
  await upload(ada, await picture().png().toBuffer(), 'first.png');
  const { id } = await newestFile();
  await owner.query('UPDATE boh.media_files SET thumbnail_url = NULL, thumbnail_taken_at = NULL WHERE id = $1', [id]);
  await upload(ada, await picture({ width: 100, height: 80 }).gif().toBuffer(), 'second.gif');
  const { rows } = await owner.query('SELECT count(*) FROM boh.media_files WHERE thumbnail_url IS NULL AND filename ~ $1', ['^(first|second)-']);
  assert.strictEqual(rows[0].count, '0');
  const { width, height, type } = await download((await newestFile()).thumbnail_url);
  assert.deepStrictEqual([width, height, type], [100, 80, 'image/gif']);
});

test('what is no picture is not stored', async () => {
  const before = await countFiles();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
  const huge = await picture({ width: 7000, height: 7000 }).png().toBuffer();
  const whole = await picture().png().toBuffer();
  for (const [name, bytes, expected] of [['page.png', '<!doctype html><script>alert(1)</script>', 400], ['drawing.png', svg, 400], ['huge.png', huge, 422],
    ['half.png', whole.subarray(0, whole.length / 2), 400], ['empty.png', '', 400], ['long.png', Buffer.alloc(21 * 2 ** 20), 413]]) {
    const { status, text } = await upload(ada, bytes, name);
    assert.strictEqual(status, expected, name);
    assert.match(text, /role="alert"/);
  }
  assert.strictEqual((await ada.request('/editor/media', new FormData())).status, 400);
  assert.strictEqual(await countFiles(), before);
});

// So many frames, each of which changes one pixel: a few bytes that are many pixels
function animation(width, height, frames) {
  const size = [width & 255, width >> 8, height & 255, height >> 8];
  const frame = (i) => Buffer.from([0x21, 0xf9, 4, 4, 2, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, i % 2 ? 0x4c : 0x44, 1, 0]);
  return Buffer.concat([Buffer.from('GIF89a'), Buffer.from([...size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]), ...Array.from({ length: frames }, (_, i) => frame(i)),
    Buffer.from([0x3b])]);
}

test('an animation is taken, unless its frames are too many or too large', async () => {
  assert.strictEqual((await upload(ada, animation(40, 30, 20), 'small.gif')).status, 200);
  const { id, url: stored, thumbnail_url: small, width, height } = await newestFile();
  const { pages, pageHeight } = await sharp((await download(stored)).bytes, { animated: true }).metadata();
  assert.deepStrictEqual([width, height, pages, pageHeight], [40, 30, 20, 30]);
  assert.strictEqual((await sharp((await download(small)).bytes).metadata()).pages ?? 1, 1);
  // Otherwise the screenshot of the pictures shows it.
  await ada.request(`/editor/media/${id}/delete`, {});

  const before = await countFiles();
  for (const [bytes, words] of [[animation(1, 1, 1001), /1001 frames: at most 1000/], [animation(1000, 1000, 11), /10 million pixels are taken, of all frames/],
    [animation(2000, 2000, 1000), /10 million/]]) {
    const { status, text } = await upload(ada, bytes, 'hostile.gif');
    assert.deepStrictEqual([status, words.test(text), await countFiles()], [422, true, before], text);
  }
});

test('what follows a picture in its file is not stored', async () => {
  await upload(ada, Buffer.concat([await picture().gif().toBuffer(), Buffer.from('<script>alert(1)</script>')]), 'more.gif');
  const { bytes, type } = await download((await newestFile()).url);
  assert.deepStrictEqual([type, bytes.includes('<script>')], ['image/gif', false]);
});

test('the database says how large a file may be', async () => {
  await owner.query("INSERT INTO boh.site_settings (key, type, value) VALUES ('media.max_file_size', 'NUMBER', '100')");
  const before = await countFiles();
  try {
    const { status, text } = await upload(ada, await picture().png().toBuffer());
    assert.deepStrictEqual([status, /role="alert"/.test(text), await countFiles()], [413, true, before]);
  } finally {
    await owner.query("DELETE FROM boh.site_settings WHERE key = 'media.max_file_size'");
  }
});

test('the list of pages goes on on the next page', async () => {
  await owner.query(`SELECT count(boh_create_page(jsonb_build_object('title', 'Page ' || i, 'authorId', u.id), '[]'))
    FROM boh.users u, generate_series(1, 60) AS i WHERE email = 'admin@example.org'`);
  const pages = new Set();
  for (let next = '/editor'; next;) {
    const { text } = await ada.request(next);
    [...text.matchAll(/>(Page \d+)</g)].forEach(([, page]) => pages.add(page));
    next = text.match(/rel="next" href="([^"]+)"/)?.[1];
  }
  assert.strictEqual(pages.size, 60);
});

test('others do not edit pages, and upload nothing', async () => {
  const ann = await new Visitor().signIn('customer@example.org');
  const before = await countFiles();
  assert.match((await ann.request('/editor', { title: 'Mine' })).path, /sign-in/);
  assert.match((await upload(ann, await picture().png().toBuffer())).path, /sign-in/);
  assert.strictEqual(await countFiles(), before);
});
