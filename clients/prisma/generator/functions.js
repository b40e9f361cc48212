// The TypeScript of functions: their arguments, their results, and how to call them.

'use strict';

const { fieldName, capital } = require('./names');

const INPUT = {
  bigint: 'bigint | number',
  boolean: 'boolean',
  date: 'string',
  inet: 'string',
  integer: 'number',
  interval: 'string',
  jsonb: 'JsonValue',
  numeric: 'number | string',
  text: 'string',
  'timestamp with time zone': 'Date | string',
  uuid: 'string',
  'uuid[]': 'readonly string[]',
};

const OUTPUT = {
  bigint: 'bigint',
  boolean: 'boolean',
  inet: 'string',
  integer: 'number',
  jsonb: 'JsonValue',
  numeric: 'string',
  text: 'string',
  'timestamp with time zone': 'Date',
  uuid: 'string',
  'uuid[]': 'string[]',
};

// Arguments whose types say more than the database's
const BETTER_INPUT = {
  'boh_create_page.sections': 'readonly Section[]',
  'boh_import_html.slug': 'string | null',
  'boh_import_html.title': 'string | null',
};

// Data that go with the type of their section
const SECTION = '{ [Type in keyof SectionData]: { sectionType: Type; data: SectionData[Type] } }[keyof SectionData]';
const WITH_SECTION = new Set(['boh_add_section']);

// Columns of results that are never NULL, beside those of tables that are NOT NULL
const NEVER_NULL = new Set([
  'added', 'attempt', 'booking_id', 'check_name', 'email_verified', 'entity', 'message', 'name', 'present_slug', 'problem',
  'profile', 'redirected', 'refund_due', 'removed', 'role', 'row_count', 'sections', 'task', 'version', 'version_sections',
  'wait_seconds',
]);

// Functions whose comments speak of NULL: those that may return it, and those that only take it
const MAY_RETURN_NULL = new Set([
  'boh_event', 'boh_event_ical', 'boh_event_jsonld', 'boh_next_publication', 'boh_page', 'boh_session_user', 'boh_setting', 'boh_sitemap',
  'boh_slugify', 'boh_uuid7_time',
]);
const ONLY_TAKE_NULL = new Set([
  'boh_add_section', 'boh_audit', 'boh_calendar_ical', 'boh_cancel_event', 'boh_classify_column', 'boh_copy_page', 'boh_fold_lanes',
  'boh_move_section', 'boh_page_diff', 'boh_publish_page', 'boh_search', 'boh_set_session_user', 'boh_settings', 'boh_suggest',
  'boh_validate_setting',
]);

function argumentsOf({ arguments: all }) {
  return (all ?? []).filter(({ mode, type }) => 'ib'.includes(mode) && type !== 'regclass');
}

// INOUT arguments of a procedure are its result.
function inputsOf(definition) {
  return argumentsOf(definition).filter(({ mode }) => mode === 'i');
}

function columnsOf({ arguments: all }) {
  return (all ?? []).filter(({ mode }) => 'tob'.includes(mode));
}

// Functions for policies take a table: they are not for applications.
function isPublic({ arguments: all }) {
  return !(all ?? []).some(({ type, optional }) => type === 'regclass' && !optional);
}

// booking rows look like the table of bookings: the table that has most of the columns
function likeTable(columns, catalog) {
  const shared = (table) => columns.filter(({ name }) => catalog.columns.some((one) => one.table === table && one.name === name));
  const best = catalog.tables.map(({ name }) => ({ name, count: shared(name).length })).sort((a, b) => b.count - a.count)[0];
  return best && best.count * 2 > columns.length && best.count > 3 ? best.name : undefined;
}

function isRequired(column, table, catalog) {
  const found = table && catalog.columns.find((one) => one.table === table && one.name === column.name);
  return found ? found.required : NEVER_NULL.has(column.name);
}

function doc(text, indent) {
  const words = text.replace(/\*\//g, '* /').replace(/\s+/g, ' ').split(' ');
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length > 110) {
      lines.push('');
    }
    lines[lines.length - 1] += `${lines.at(-1) ? ' ' : ''}${word}`;
  }
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
}

function field(name, type, optional) {
  return `  ${fieldName(name)}${optional ? '?' : ''}: ${type};`;
}

function known(types, type, where) {
  if (!(type in types)) {
    throw new Error(`generator/functions.js has no TypeScript for ${type} of ${where}`);
  }
  return types[type];
}

function inputType({ name: argument, type, optional }, { name }) {
  const better = BETTER_INPUT[`${name}.${argument}`] ?? known(INPUT, type, name);
  return optional ? `${better} | null` : better;
}

function inputLines(definition, type) {
  const withSection = WITH_SECTION.has(definition.name);
  const fields = inputsOf(definition).filter(({ name }) => !withSection || !['section_type', 'data'].includes(name))
    .map((one) => field(one.name, inputType(one, definition), one.optional));
  return withSection ? [`export type ${type} = {`, ...fields, `} & ${SECTION};`, ''] : [`export interface ${type} {`, ...fields, '}', ''];
}

function mayReturnNull({ name, comment }) {
  if (/\bNULL\b/.test(comment) && !MAY_RETURN_NULL.has(name) && !ONLY_TAKE_NULL.has(name)) {
    throw new Error(`generator/functions.js does not know whether ${name}() may return NULL`);
  }
  return MAY_RETURN_NULL.has(name);
}

// What a call returns: [TypeScript, interface of a row if there is one]
function resultOf(definition, call, catalog) {
  const columns = columnsOf(definition);
  if (columns.length === 0) {
    const type = definition.result === 'jsonb' ? `Json<'${call}'>` : known(OUTPUT, definition.result, definition.name);
    return [mayReturnNull(definition) ? `${type} | null` : type, []];
  }
  const row = `${capital(call)}Row`;
  const table = likeTable(columns, catalog);
  const lines = [
    `export interface ${row} {`,
    ...columns.map((column) => field(column.name,
      known(OUTPUT, column.type, definition.name) + (isRequired(column, table, catalog) ? '' : ' | null'))),
    '}',
    '',
  ];
  return [definition.has_many_rows ? `${row}[]` : row, lines];
}

function definitionLine(definition, call) {
  const pairs = (list) => `{ ${list.map(({ name, type }) => `${fieldName(name)}: ['${name}', '${type}']`).join(', ')} }`;
  const columns = columnsOf(definition);
  const parts = [
    `name: '${definition.name}'`,
    `kind: '${definition.is_procedure ? 'procedure' : columns.length === 0 ? 'value' : definition.has_many_rows ? 'rows' : 'row'}'`,
    `inputs: ${pairs(inputsOf(definition))}`,
    columns.length === 0 ? `outputs: { value: ['value', '${definition.result}'] }` : `outputs: ${pairs(columns)}`,
  ];
  return `  ${call}: { ${parts.join(', ').replaceAll('{  }', '{}')} },`;
}

function functions(catalog) {
  const interfaces = [];
  const methods = [];
  const lists = [];
  const definitions = [];
  for (const definition of catalog.functions.filter(isPublic)) {
    const call = fieldName(definition.name.replace(/^boh_/, ''));
    const inputs = inputsOf(definition);
    const needed = inputs.some(({ optional }) => !optional);
    const type = `${capital(call)}Arguments`;
    const [result, row] = resultOf(definition, call, catalog);
    if (inputs.length > 0) {
      interfaces.push(...inputLines(definition, type));
    }
    interfaces.push(...row);
    methods.push(...doc(definition.comment, '  '),
      `  ${call}(${inputs.length ? `args${needed ? '' : '?'}: ${type}` : ''}): Promise<${result}>;`);
    if (['filters', 'page_size', 'cursor'].every((name) => inputs.some((one) => one.name === name))) {
      lists.push(`  ${call}(args${needed ? '' : '?'}: Omit<${type}, 'cursor'>): AsyncIterableIterator<RowOf<'${call}'>>;`);
    }
    definitions.push(definitionLine(definition, call));
  }
  return [
    "import type { Json, JsonValue, RowOf } from '../json';",
    "import type { Section, SectionData } from './sections';",
    '',
    '/** How to call a function: its arguments and the columns of its result, with their types in the database. */',
    'export interface Definition {',
    '  name: string;',
    "  kind: 'procedure' | 'row' | 'rows' | 'value';",
    '  inputs: Record<string, readonly [name: string, type: string]>;',
    '  outputs: Record<string, readonly [name: string, type: string]>;',
    '}',
    '',
    ...interfaces,
    '/** All functions of boh for applications. */',
    'export interface Functions {',
    ...methods,
    '}',
    '',
    '/** The same lists, row by row, however many pages they have. */',
    'export interface Lists {',
    ...lists,
    '}',
    '',
    'export const definitions: Record<keyof Functions, Definition> = {',
    ...definitions,
    '};',
  ].join('\n');
}

module.exports = { functions };
