// sanitize.mjs MODULES SECONDS FILE...: milliseconds that DOMPurify with jsdom takes
// for each file, the median of its runs, after some to warm up.

import { createRequire } from 'module';
import { readFileSync } from 'fs';

const [modules, seconds, ...files] = process.argv.slice(2);
const require = createRequire(modules + '/package.json');
const { JSDOM } = require('jsdom');
const purify = require('dompurify')(new JSDOM('').window);

for (const file of files)
{
	const html = readFileSync(file, 'utf8');
	const times = [];
	const end = performance.now() + seconds * 1000;

	for (let run = 0; run < 5 || performance.now() < end; run++)
	{
		const start = performance.now();

		purify.sanitize(html);
		if (run >= 2)
			times.push(performance.now() - start);
	}
	times.sort((a, b) => a - b);
	console.log(times[times.length >> 1].toFixed(4));
}
