// Reads documents as programs of others do: calendars with ical.js, XML with saxes.  Takes an
// array of {"kind", "text"} in the file that is named, and writes an array of what is in them.
'use strict';

const fs = require('fs');
const ICAL = require('ical.js');
const { SaxesParser } = require('saxes');

// What is wrong with the lines themselves; a parser may be lenient there.
function lineProblems(text) {
	const lines = text.split('\r\n');
	const problems = [];

	if (lines.pop() !== '') problems.push('the last line has no end');
	lines.forEach((line) => {
		if (Buffer.byteLength(line) > 75) problems.push(`more than 75 octets: ${line}`);
		if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) problems.push(`control character: ${JSON.stringify(line)}`);
	});
	return problems;
}

function time(property) {
	return property ? property.getFirstValue().toUnixTime() : null;
}

function event(component) {
	const value = (name) => component.getFirstPropertyValue(name);
	const position = value('geo');

	return {
		uid: value('uid'), summary: value('summary'), description: value('description'), location: value('location'),
		status: value('status'), sequence: value('sequence'), url: value('url'), image: value('image'), color: value('color'),
		categories: component.hasProperty('categories') ? component.getFirstProperty('categories').getValues() : [],
		geo: position, zone: component.getFirstProperty('dtstart').getParameter('tzid') || null,
		start: time(component.getFirstProperty('dtstart')), end: time(component.getFirstProperty('dtend')),
		stamp: time(component.getFirstProperty('dtstamp')), properties: component.getAllProperties().map((p) => p.name).sort()
	};
}

function calendar(text) {
	const root = new ICAL.Component(ICAL.parse(text));
	const zones = root.getAllSubcomponents('vtimezone');

	ICAL.TimezoneService.reset();
	zones.forEach((zone) => ICAL.TimezoneService.register(zone));
	return {
		problems: lineProblems(text), name: root.getFirstPropertyValue('name'), source: root.getFirstPropertyValue('source'),
		refresh: String(root.getFirstPropertyValue('refresh-interval')), version: root.getFirstPropertyValue('version'),
		zones: zones.map((zone) => zone.getFirstPropertyValue('tzid')),
		events: root.getAllSubcomponents('vevent').map(event)
	};
}

// A well-formed document, or an error: its elements, with their texts.
function xml(text) {
	const parser = new SaxesParser({ xmlns: true });
	const elements = [];
	const open = [];

	parser.on('error', (error) => { throw error; });
	parser.on('opentag', (tag) => { open.push({ name: tag.local, namespace: tag.uri, text: '' }); });
	parser.on('text', (part) => { if (open.length > 0) open[open.length - 1].text += part; });
	parser.on('closetag', () => { elements.push(open.pop()); });
	parser.write(text).close();
	return { root: elements[elements.length - 1], elements: elements.slice(0, -1) };
}

const readers = { calendar, xml };
const documents = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));

process.stdout.write(JSON.stringify(documents.map((document) => readers[document.kind](document.text))));
