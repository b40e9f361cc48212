#!/usr/bin/env node
// Puts the models of boh into a Prisma schema file, or brings them up to date there:
//
//   boh-prisma schema FILE [--data-schema NAME | --any-schema]
//
// The models are in the schema boh, in another one, or in the one that the connection names.
//
// Everything that is not boh's stays: other models, and in boh's models the fields that boh does not have,
// such as relations to models of yours and columns that you have added, with their indexes.

'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const OURS = path.join(__dirname, '../schema/boh.prisma');

// The blocks of a file and what stands between them, in their order: { name, lines } or { lines }
function parse(text) {
  const parts = [];
  let between = [];
  let block = null;
  for (const line of text.split('\n')) {
    const start = block === null && line.match(/^(?:model|view|enum|generator|datasource|type)\s+(\w+)\s*\{/);
    if (start) {
      // A comment right above a block is the block's.
      const comment = [];
      while (between.length > 0 && between.at(-1).startsWith('///')) {
        comment.unshift(between.pop());
      }
      parts.push({ lines: between });
      between = [];
      block = { name: start[1], lines: [...comment, line] };
    } else if (block !== null) {
      block.lines.push(line);
      if (line.startsWith('}')) {
        parts.push(block);
        block = null;
      }
    } else {
      between.push(line);
    }
  }
  parts.push({ lines: between });
  return parts;
}

const fieldOf = (line) => line.match(/^\s+(\w+)/)?.[1];

// The lines of a block for fields or values that another one lacks, with their comments
function additions(block, other) {
  const known = new Set(other.lines.map(fieldOf));
  let comment = [];
  const added = [];
  for (const line of block.lines) {
    if (/^\s+\/\/\//.test(line)) {
      comment.push(line);
      continue;
    }
    if (fieldOf(line) !== undefined && !known.has(fieldOf(line))) {
      added.push(...comment, line);
    }
    comment = [];
  }
  return added;
}

// The lines of a block that say something about one of these fields, such as @@index
function attributesOf(block, fields) {
  return block.lines.filter((line) => /^\s+@@/.test(line) && line.match(/\[([^\]]*)\]/)?.[1].match(/\w+/g)?.some((word) => fields.has(word)));
}

// Ours, with what theirs has beside it: before the empty line that ends the fields, and before the name of the table
function merged(ours, theirs) {
  const fields = additions(theirs, ours);
  const attributes = attributesOf(theirs, new Set(fields.map(fieldOf)));
  const end = ours.lines.indexOf('');
  const name = ours.lines.findIndex((line) => /^\s+@@map\(/.test(line));
  return { ...ours, lines: [...ours.lines.slice(0, end), ...fields, ...ours.lines.slice(end, name), ...attributes, ...ours.lines.slice(name)] };
}

function update(theirText, ourText) {
  const ours = parse(ourText);
  const blocks = new Map(ours.filter(({ name }) => name).map((block) => [block.name, block]));
  const theirs = parse(theirText);
  const present = new Set(theirs.map(({ name }) => name));
  const kept = theirs.map((part) => (blocks.has(part.name) ? merged(blocks.get(part.name), part) : part));
  // "prisma db pull" removes the head of a file.
  if (kept[0].lines.length === 0) {
    kept[0] = ours[0];
  }
  const missing = [...blocks.values()].filter(({ name }) => !present.has(name));
  const text = [...kept, ...missing.flatMap((block) => [block, { lines: [''] }])].flatMap(({ lines }) => lines).join('\n');
  return `${text.trimEnd()}\n`;
}

function main() {
  const { values, positionals: [command, file] } = parseArgs({
    allowPositionals: true,
    options: { 'data-schema': { type: 'string', default: 'boh' }, 'any-schema': { type: 'boolean', default: false } },
  });
  if (command !== 'schema' || file === undefined) {
    console.error('usage: boh-prisma schema FILE [--data-schema NAME | --any-schema]');
    process.exitCode = 2;
    return;
  }
  const schema = values['any-schema'] ? '' : `  @@schema(${JSON.stringify(values['data-schema'])})\n`;
  const ours = fs.readFileSync(OURS, 'utf8').replaceAll('  @@schema("boh")\n', () => schema);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, fs.existsSync(file) ? update(fs.readFileSync(file, 'utf8'), ours) : ours);
}

main();
