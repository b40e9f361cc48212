// TypeScript types of the data of sections, from the JSON Schemas in sql/sections.
//
// What a type cannot say, such as the length of a text, the database checks.

'use strict';

const { capital, fieldName } = require('./names');

const SCALARS = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' };

const indented = (text) => text.replace(/\n/g, '\n  ');

function doc({ title, description }) {
  const text = [title, description].filter(Boolean).join(': ');
  return text ? `/** ${text} */\n` : '';
}

function type(schema) {
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const);
  }
  if (schema.enum) {
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  }
  if (schema.type === 'array') {
    const item = type(schema.items);
    return /^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`;
  }
  if (schema.type === 'object') {
    return object(schema);
  }
  if (!(schema.type in SCALARS)) {
    throw new Error(`generator/sections.js has no type for ${JSON.stringify(schema)}`);
  }
  return SCALARS[schema.type];
}

function members(properties, required) {
  const lines = Object.entries(properties).map(([name, schema]) =>
    `${doc(schema)}${name}${required.includes(name) ? '' : '?'}: ${type(schema)};`);
  return `{\n  ${indented(lines.join('\n'))}\n}`;
}

// { a, b } together or none of them
function together(names, properties) {
  const all = names.map((name) => `${name}: ${type(properties[name])}`).join('; ');
  const none = names.map((name) => `${name}?: undefined`).join('; ');
  return `({ ${all} } | { ${none} })`;
}

// Two forms, told apart by the value of one property
function either(schema) {
  const [[name, { const: value }]] = Object.entries(schema.if.properties);
  const others = schema.properties[name].enum.filter((one) => one !== value);
  const needed = schema.then.required.map((one) => `${one}: ${type(schema.properties[one])}`);
  const forbidden = Object.keys(schema.else.properties).map((one) => `${one}?: undefined`);
  const written = (list) => list.map((one) => JSON.stringify(one)).join(' | ');
  return `({ ${[`${name}: ${written([value])}`, ...needed].join('; ')} } | { ${[`${name}: ${written(others)}`, ...forbidden].join('; ')} })`;
}

function object(schema) {
  const apart = new Set();
  const parts = [];
  if (schema.dependentRequired) {
    const names = Object.keys(schema.dependentRequired);
    names.forEach((name) => apart.add(name));
    parts.push(together(names, schema.properties));
  }
  if (schema.if) {
    [...Object.keys(schema.if.properties), ...schema.then.required].forEach((name) => apart.add(name));
    parts.push(either(schema));
  }
  const rest = Object.fromEntries(Object.entries(schema.properties).filter(([name]) => !apart.has(name)));
  return [members(rest, schema.required ?? []), ...parts].join(' & ');
}

// forms: { HERO: schema, ... }
function sections(forms) {
  const name = (section) => `${capital(fieldName(section.toLowerCase()))}Section`;
  return [
    ...Object.entries(forms).flatMap(([section, schema]) => [`${doc(schema)}export type ${name(section)} = ${type(schema)};`, '']),
    '/** The data of each type of section.  Add your own types with "declare module". */',
    'export interface SectionData {',
    ...Object.keys(forms).map((section) => `  ${section}: ${name(section)};`),
    '}',
    '',
    '/** A section as boh_create_page() takes it. */',
    'export type Section = { [Type in keyof SectionData]: { type: Type; data: SectionData[Type]; isVisible?: boolean } }[keyof SectionData];',
  ].join('\n');
}

module.exports = { sections };
