// Makes documents for the section types, valid and broken, the same ones each time,
// and what ajv says of each: lines for COPY, with number, type, verdict and document.
//
//   node documents.js SCHEMAS COUNT
//
// SCHEMAS is a file with a JSON object: the schema of each type.

'use strict';

const fs = require('fs');
const Ajv2020 = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;
const addKeywords = require('ajv-keywords').default;

const schemas = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const count = Number(process.argv[3]);

// A sequence of numbers below 1 that does not depend on the version of Node.
let state = 20260501;
function random() {
	state = (state + 0x6D2B79F5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const integer = (low, high) => low + Math.floor(random() * (high - low + 1));
const chance = (probability) => random() < probability;
const pick = (list) => list[integer(0, list.length - 1)];

// What our own formats accept, by the page on JSON Schema.
const forbidden = /[\u0000-\u0020\u007F\\"<>`^{|}]/;
const web = /^https?:\/\/[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,4})?([\/?#].*)?$/i;
const rooted = /^\/($|[^\/])/;
const clean = (text) => text !== '' && text.length <= 8192 && !forbidden.test(text);
const imageUrl = (text) => clean(text) && (rooted.test(text) || web.test(text));
const link = (text) => imageUrl(text) || clean(text) && (text[0] === '#'
	|| /^mailto:[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/i.test(text) || /^tel:\+?[0-9][0-9-]*$/i.test(text));
const videoUrl = (text) => imageUrl(text)
	&& (/^https?:\/\/(((www|m)\.)?youtube\.com|youtu\.be|(www\.)?youtube-nocookie\.com|((www|player)\.)?vimeo\.com)\/./i.test(text)
		|| /^(https?:\/\/[^\/?#]+)?\/[^?#]*[^\/?#]\.(mp4|webm|ogv|mov|m4v)([?#].*)?$/i.test(text));

// Good and bad ones of each.
const goodHtml = ['<p>Hello</p>', 'plain text', '<h2>Title</h2><ul><li>one</li><li>two</li></ul>', '<p><a href="https://example.org/">link</a></p>',
	'<figure><img src="/a.jpg" alt="A"><figcaption>A</figcaption></figure>', '<blockquote><p>Zażółć gęślą jaźń</p></blockquote>', '<table><tbody><tr><td>1</td></tr></tbody></table>', '<pre><code>x &lt; y</code></pre>'];
const badHtml = ['<script>alert(1)</script>', '<p onclick="alert(1)">x</p>', '<a href="javascript:alert(1)">x</a>', '<iframe src="https://example.org/"></iframe>', '<svg><circle></circle></svg>', '<style>p { color: red }</style>', '<img src="x" onerror="alert(1)">'];
const good = {
	'boh-html': goodHtml,
	'boh-link': ['/events', '/', 'https://example.org', 'http://example.org:8080/a?b=c#d', '#top', 'mailto:ada@example.org', 'tel:+48-71-123', 'HTTPS://Example.ORG/x'],
	'boh-image-url': ['/img/a.jpg', 'https://cdn.example.org/a.png?w=100', 'http://localhost/a', '/ó.jpg', '/a(1).jpg'],
	'boh-video-url': ['https://www.youtube.com/watch?v=abc', 'https://youtu.be/abc', 'https://vimeo.com/123', 'https://player.vimeo.com/video/123', 'https://cdn.example.org/a.mp4', 'http://example.org/v/a.webm?x=1', '/media/a.mp4'],
	'email': ['ada@example.org', 'ada.lovelace+boh@mail.example.co.uk', 'a@b.co', "o'brien@example.org"],
};
const bad = {
	'boh-html': badHtml,
	'boh-link': ['', 'events', '//example.org', 'javascript:alert(1)', 'data:text/html,x', 'https://', 'https:///x', '/a b', '/a"b', 'mailto:', 'tel:', 'ftp://example.org/', '\\example', 'https://user@example.org/', '/a\u0007'],
	'boh-image-url': ['', 'a.jpg', '//cdn.example.org/a.jpg', 'data:image/png;base64,AAAA', '#a', 'mailto:ada@example.org', 'https://exa mple.org/', '/<a>', 'https://-example.org/'],
	'boh-video-url': ['', '/a.mp3', '//example.org/a.mp4', '/.mp4', 'https://example.org/watch?v=abc', 'https://youtube.com.example.org/watch', 'https://www.youtube.com', 'https://vimeo.com/', 'https://example.org/mp4', 'https://example.org/a.mp4.html', 'ftp://example.org/a.mp4'],
	'email': ['', 'ada', 'ada@', '@example.org', 'ada@example..org', 'ada lovelace@example.org', 'ada@@example.org', '.ada@example.org', 'ada@-example.org'],
};
// HTML is judged by the lists; what has no markup is safe.
const html = (text) => goodHtml.includes(text) || !/[<\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(text);
const letters = ['a', 'b', 'Z', ' ', '0', '"', '\\', '/', '~', 'é', 'ß', '漢', '🎪', '\n', '&'];

const ajv = new Ajv2020({ allErrors: false, strict: true, strictRequired: false, strictTypes: false });
addFormats(ajv);
addKeywords(ajv, 'uniqueItemProperties');
ajv.addFormat('boh-html', html);
ajv.addFormat('boh-link', link);
ajv.addFormat('boh-image-url', imageUrl);
ajv.addFormat('boh-video-url', videoUrl);

function text(length) {
	let result = '';
	for (let i = 0; i < length; i++)
		result += pick(letters);
	return result;
}

function string(schema) {
	if (schema.format)
		return pick(good[schema.format]);
	return text(integer(schema.minLength ?? 0, Math.min(schema.maxLength, 30)));
}

// A document of a schema, which will mostly be valid.
function make(schema) {
	if (schema.enum)
		return pick(schema.enum);
	switch (schema.type) {
		case 'string': return string(schema);
		case 'boolean': return chance(0.5);
		case 'integer': return integer(schema.minimum, schema.maximum);
		case 'array': {
			const most = chance(0.02) ? schema.maxItems : Math.min(schema.maxItems, 5);
			return Array.from({ length: integer(schema.minItems, most) }, () => make(schema.items));
		}
		case 'object': {
			const result = {};
			for (const [key, value] of Object.entries(schema.properties))
				if ((schema.required ?? []).includes(key) || chance(0.6))
					result[key] = make(value);
			settle(schema, result);
			return result;
		}
	}
	throw new Error(`no document for ${JSON.stringify(schema)}`);
}

// The rules that tie keys together.
function settle(schema, object) {
	for (const [key, others] of Object.entries(schema.dependentRequired ?? {}))
		for (const other of key in object ? others : [])
			object[other] ??= make(schema.properties[other]);
	if (schema.if && object.type === 'select')
		object.options ??= ['one', 'two'];
	else if (schema.if)
		delete object.options;
}

// All values below a value, with what is needed to change them.
function places(value, found = []) {
	if (value !== null && typeof value === 'object')
		for (const key of Object.keys(value)) {
			found.push([value, key]);
			places(value[key], found);
		}
	return found;
}

const others = () => pick([null, true, 0, 1, -1, 1.5, 7, 1e6, '', 'x', text(5), [], ['x'], {}, { a: 1 }]);

// One thing changed, mostly for the worse.
function change(document, schema) {
	const all = places(document);
	if (all.length === 0 || chance(0.05))
		return chance(0.5) ? others() : Object.assign(document, { [pick(['extra', 'Title', '', 'heading ', 'limit2'])]: others() });
	const [parent, key] = pick(all);
	const value = parent[key];
	switch (integer(0, 7)) {
		case 0:
			if (Array.isArray(parent))
				parent.splice(key, 1);
			else
				delete parent[key];
			break;
		case 1:
			parent[key] = others();
			break;
		case 2:
			if (typeof value === 'object' && value !== null && !Array.isArray(value))
				value[pick(['extra', 'type', 'name', 'url', 'options'])] = others();
			else
				parent[key] = others();
			break;
		case 3:
			parent[key] = pick(Object.values(chance(0.5) ? bad : good).flat());
			break;
		case 4:
			// around each length that the forms know
			parent[key] = typeof value === 'string' && chance(0.5) ? pick(['x', '漢', '🎪']).repeat(pick([99, 100, 101, 199, 200, 201, 499, 500, 501, 999, 1000, 1001]))
				: typeof value === 'string' ? '/' + 'x'.repeat(pick([1998, 1999, 2000])) : pick([0, 1, 6, 7, 100, 101]);
			break;
		case 5:
			if (Array.isArray(value) && value.length > 0)
				value.push(JSON.parse(JSON.stringify(pick(value))));
			else if (Array.isArray(parent))
				parent.push(JSON.parse(JSON.stringify(value)));
			break;
		case 6:
			if (Array.isArray(value) && value.length > 0 && chance(0.2))
				while (value.length < pick([30, 31, 100, 101]))
					value.push(JSON.parse(JSON.stringify(value[0])));
			break;
		case 7: {
			const [otherParent, otherKey] = pick(all);
			parent[key] = JSON.parse(JSON.stringify(otherParent[otherKey] ?? null));
			break;
		}
	}
	return document;
}

const escape = (text) => text.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
const types = Object.keys(schemas).sort();
const validators = Object.fromEntries(types.map((type) => [type, ajv.compile(schemas[type])]));
let output = '';

for (let number = 1; number <= count; number++) {
	const type = types[number % types.length];
	let document = make(schemas[type]);

	for (let changes = pick([0, 0, 1, 1, 2, 3]); changes > 0; changes--)
		document = document !== null && typeof document === 'object' ? change(document, schemas[type]) : document;
	output += `${number}\t${type}\t${validators[type](document) ? 't' : 'f'}\t${escape(JSON.stringify(document))}\n`;
}
// the longest text there may be, and one longer
for (const length of [500000, 500001])
	output += `${count + length}\tTEXT\t${validators.TEXT({ content: 'x'.repeat(length) }) ? 't' : 'f'}\t${JSON.stringify({ content: 'x'.repeat(length) })}\n`;
fs.writeFileSync(1, output);
