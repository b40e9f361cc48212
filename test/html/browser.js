// Puts each document of "documents" into a frame of its own, in two ways, does all
// to it that a user or the browser could do, and writes down what came of it as
// the page's text.  Nothing of it may ask the network: names do not resolve.

'use strict';

const batch = 40;
const settle = 250;
const events = [
	'abort', 'afterprint', 'animationcancel', 'animationend', 'animationiteration', 'animationstart', 'auxclick', 'beforeinput',
	'beforematch', 'beforetoggle', 'begin', 'blur', 'bounce', 'cancel', 'canplay', 'change', 'click', 'close', 'contextmenu',
	'copy', 'cuechange', 'cut', 'dblclick', 'drag', 'dragenter', 'dragstart', 'drop', 'end', 'ended', 'error', 'finish', 'focus',
	'focusin', 'focusout', 'hashchange', 'input', 'invalid', 'keydown', 'keyup', 'load', 'loadeddata', 'loadstart', 'message',
	'mousedown', 'mouseenter', 'mouseleave', 'mousemove', 'mouseover', 'mouseup', 'pageshow', 'paste', 'play', 'pointerdown',
	'pointerenter', 'pointerover', 'pointerup', 'popstate', 'progress', 'repeat', 'reset', 'resize', 'scroll', 'search',
	'select', 'start', 'submit', 'toggle', 'touchstart', 'transitionend', 'unload', 'wheel'
];
const dangerous = 'script, style, svg, math, template, noscript, object, embed, applet, form, input, button, select, textarea, ' +
	'base, link, meta, frame, frameset, xmp, plaintext, title, area, map';
const dangerousAttribute = /^(on.*|style|srcdoc|action|formaction|ping|background|xlink:href|name|autofocus|contenteditable)$/i;

// What scripts of a page ask for, and documents like to be taken for.
const asked = ['config', 'cookie', 'createElement', 'document', 'forms', 'getElementById', 'location', 'querySelector', 'top', 'x', 'y', '__proto__'];

const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));

// What scripts in frames of frames call.
let strays = 0;
for (const name of ['alert', 'confirm', 'prompt', 'print'])
	window[name] = () => { strays++; };
window.addEventListener('message', () => { strays++; });

function watch(view, result)
{
	for (const name of ['alert', 'confirm', 'prompt', 'print'])
		view[name] = () => { result.fired++; };
	view.addEventListener('pagehide', () => { result.left = true; });
	// Following a link that may be followed is no attack.
	view.addEventListener('click', event => {
		const link = event.target.closest && event.target.closest('a, area');

		if (link && /^(https?|mailto|tel|file):$/.test(link.protocol))
			event.preventDefault();
	}, true);
}

function begin(html, way)
{
	const frame = document.createElement('iframe');
	const result = { way, fired: 0, left: false, problems: [], dom: null, leading: 0 };

	document.body.append(frame);
	watch(frame.contentWindow, result);
	const inside = frame.contentDocument;

	if (way === 'inserted')
	{
		inside.body.innerHTML = '<main></main>';
		inside.querySelector('main').innerHTML = html;
	}
	else
	{
		inside.open();
		watch(frame.contentWindow, result);
		inside.write('<!doctype html><html><head><title>x</title></head><body><main>' + html + '</main></body></html>');
		inside.close();
	}
	return { frame, result };
}

// A document may have made its own page's parts unusable: that is for it to tell.
function attempt(action, one)
{
	try
	{
		action(one);
	}
	catch (error)
	{
		one.result.problems.push(String(error));
	}
}

function inspect({ frame, result })
{
	const inside = frame.contentDocument;
	const main = inside && inside.querySelector('main');

	if (!main)
		return;
	result.dom = main.innerHTML;
	for (const name of asked)
	{
		for (const page of [frame.contentWindow, inside])
		{
			const found = page[name];
			const { Element, HTMLCollection } = frame.contentWindow;

			// several elements of the same name are a collection
			if (found instanceof Element || name !== 'forms' && found instanceof HTMLCollection)
				result.problems.push('element for ' + name);
		}
	}
	for (const link of main.querySelectorAll('a[href^="#"]'))
	{
		// as browsers look for it
		if (inside.getElementById(decodeURIComponent(link.hash.substring(1))))
			result.leading++;
	}
	for (const element of inside.body.querySelectorAll('*'))
	{
		if (element.matches(dangerous))
			result.problems.push('element ' + element.localName);
		if (element.id && !element.id.startsWith('content-'))
			result.problems.push('id ' + element.id);
		for (const attribute of element.attributes)
		{
			if (dangerousAttribute.test(attribute.name) ||
				/^[\0-\x20]*(javascript|vbscript|data)/i.test(attribute.value) && /href|src|cite|poster/.test(attribute.name))
				result.problems.push('attribute ' + attribute.name);
		}
	}
	for (const element of [inside.documentElement, inside.body])
	{
		for (const attribute of element.attributes)
			result.problems.push('attribute ' + attribute.name + ' of ' + element.localName);
	}
}

function provoke({ frame })
{
	const inside = frame.contentDocument;

	if (!inside)
		return;
	for (const target of [frame.contentWindow, inside, ...inside.querySelectorAll('*')])
	{
		for (const type of events)
			target.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
		target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
	}
}

async function play(documents)
{
	const results = [];

	for (let first = 0; first < documents.length; first += batch / 2)
	{
		const cases = [];

		for (const html of documents.slice(first, first + batch / 2))
			cases.push(begin(html, 'inserted'), begin(html, 'parsed'));
		cases.forEach(one => attempt(inspect, one));
		await wait(settle);
		cases.forEach(one => attempt(provoke, one));
		await wait(settle);
		for (const { frame, result } of cases)
		{
			// a copy: to remove the frame is to leave its page
			results.push({ ...result });
			frame.remove();
		}
	}
	return results;
}

// What the browser makes of documents that are not shown.
function read(documents)
{
	return documents.map(html => {
		const inside = document.implementation.createHTMLDocument('');

		inside.body.innerHTML = html;
		return inside.body.innerHTML;
	});
}

async function run()
{
	const results = await play(shown);
	const answer = encodeURIComponent(JSON.stringify({ results, strays, read: read(unshown) }));

	document.body.textContent = '';
	document.body.append('answer' + ':' + answer + ';');
}

run();
