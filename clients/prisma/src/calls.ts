// Calls of functions.  Values go out and come back as text, and the database converts them: so a call
// means the same with each driver, and a time is right whatever the server's time zone is.

import { definitions, type Definition, type Functions, type Lists } from './generated/functions';
import type { Page } from './json';

/** Runs a statement, and returns its rows. */
export type Query = (text: string, values: Array<string | null>) => Promise<Array<Record<string, unknown>>>;

type Input = Record<string, unknown>;

const quoted = (name: string) => `"${name.replace(/"/g, '""')}"`;

function toText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (type === 'jsonb' || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  return value instanceof Date ? value.toISOString() : String(value);
}

function placeholder(number: number, type: string): string {
  const text = `($${number}::text)`;
  return type.endsWith('[]') ? `ARRAY(SELECT jsonb_array_elements_text(${text}::jsonb))::${type}` : `${text}::${type}`;
}

function column(alias: string, [name, type]: readonly [string, string]): string {
  const value = `r.${quoted(name)}`;
  if (type === 'timestamp with time zone') {
    return `to_json(${value}) #>> '{}' AS ${quoted(alias)}`;
  }
  return `${type.endsWith('[]') ? `to_json(${value})` : value}::text AS ${quoted(alias)}`;
}

function fromText(value: unknown, type: string): unknown {
  if (typeof value !== 'string') {
    return value ?? null;
  }
  switch (type) {
    case 'boolean':
      return value === 'true';
    case 'integer':
      return Number(value);
    case 'bigint':
      return BigInt(value);
    case 'timestamp with time zone':
      return new Date(value);
    default:
      return type === 'jsonb' || type.endsWith('[]') ? JSON.parse(value) : value;
  }
}

// Arguments that are left out have the database's defaults.
function statement(definition: Definition, input: Input, schema: string | undefined): { text: string; values: Array<string | null> } {
  const values: Array<string | null> = [];
  const given = Object.entries(input).filter(([, value]) => value !== undefined).map(([key, value]) => {
    const found = definition.inputs[key];
    if (found === undefined) {
      throw new TypeError(`${definition.name}() has no argument ${key}`);
    }
    const [name, type] = found;
    return `${quoted(name)} => ${placeholder(values.push(toText(value, type)), type)}`;
  });
  const call = `${schema === undefined ? '' : `${quoted(schema)}.`}${definition.name}(${given.join(', ')})`;
  if (definition.kind === 'procedure') {
    return { text: `CALL ${call}`, values };
  }
  const columns = Object.entries(definition.outputs).map(([alias, output]) => column(alias, output));
  return { text: `SELECT ${columns.join(', ')} FROM ${call} AS r${definition.kind === 'value' ? '(value)' : ''}`, values };
}

async function call(query: Query, definition: Definition, input: Input, schema: string | undefined): Promise<unknown> {
  const { text, values } = statement(definition, input, schema);
  const rows = (await query(text, values)).map((row) => Object.fromEntries(
    Object.entries(definition.outputs).map(([alias, [, type]]) => [alias, fromText(row[alias], type)])));
  switch (definition.kind) {
    case 'rows':
      return rows;
    case 'value':
      return rows[0]?.['value'] ?? null;
    default:
      return rows[0];
  }
}

async function* pages(list: (input: Input) => Promise<unknown>, input: Input): AsyncGenerator<unknown> {
  let cursor: string | null | undefined;
  do {
    const page = await list({ ...input, cursor }) as Page<unknown>;
    yield* page.rows;
    cursor = page.next_cursor;
  } while (cursor !== null);
}

/** Options of calls. */
export interface CallOptions {
  /** The schema of boh's functions, where it is not in the search_path. */
  extensionSchema?: string;
}

/** All functions, and each(): the rows of lists one after the other. */
export type Calls = Functions & { each: Lists };

/** Calls through any driver, for those who do not use the client extension. */
export function callsWith(query: Query, { extensionSchema }: CallOptions = {}): Calls {
  const one = (name: keyof Functions) => (input: Input = {}) => call(query, definitions[name], input, extensionSchema);
  const names = Object.keys(definitions) as Array<keyof Functions>;
  const isList = (name: keyof Functions) => 'cursor' in definitions[name].inputs && 'filters' in definitions[name].inputs;
  return {
    ...Object.fromEntries(names.map((name) => [name, one(name)])),
    each: Object.fromEntries(names.filter(isList).map((name) => [name, (input: Input = {}) => pages(one(name), input)])),
  } as unknown as Calls;
}
