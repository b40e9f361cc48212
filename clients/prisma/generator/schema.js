// The models, enums and relations of the Prisma schema.

'use strict';

const { modelName, typeName, fieldName, relationField, backField } = require('./names');

// Required columns without a default that triggers fill when they are left out
const FILLED = new Set([
  'bookings.unit_price', 'bookings.total_price', 'bookings.currency',
  'content_pages.slug', 'content_sections.position', 'events.slug',
  'media_files.filename', 'media_files.url', 'tags.slug', 'venues.slug',
]);

const SCALARS = {
  bigint: ['BigInt'],
  boolean: ['Boolean'],
  bytea: ['Bytes'],
  date: ['DateTime', '@db.Date'],
  'double precision': ['Float'],
  inet: ['String', '@db.Inet'],
  integer: ['Int'],
  jsonb: ['Json'],
  real: ['Float', '@db.Real'],
  smallint: ['Int', '@db.SmallInt'],
  text: ['String'],
  uuid: ['String', '@db.Uuid'],
};

const METHODS = { gin: 'Gin', brin: 'Brin', gist: 'Gist', hash: 'Hash' };
const ACTIONS = { a: 'NoAction', c: 'Cascade', n: 'SetNull', r: 'Restrict' };

// [type, native type]
function fieldType({ type, enum: enumName }) {
  if (enumName) {
    return [typeName(enumName)];
  }
  const time = type.match(/^timestamp\((\d)\) with time zone$/);
  if (time) {
    return ['DateTime', `@db.Timestamptz(${time[1]})`];
  }
  const decimal = type.match(/^numeric\((\d+),(\d+)\)$/);
  if (decimal) {
    return ['Decimal', `@db.Decimal(${decimal[1]}, ${decimal[2]})`];
  }
  return SCALARS[type] ?? [`Unsupported("${type}")`];
}

// Constants as Prisma writes them, everything else as the database says it
function defaultValue(column) {
  const text = column.default;
  if (text === null) {
    return FILLED.has(`${column.table}.${column.name}`) ? 'dbgenerated()' : undefined;
  }
  if (/^(true|false|-?\d+(\.\d+)?)$/.test(text)) {
    return text;
  }
  const literal = text.match(/^'([^']*)'::/);
  if (literal && column.enum) {
    return literal[1];
  }
  if (literal && column.is_array && literal[1] === '{}') {
    return '[]';
  }
  if (literal && /^(text|jsonb)$/.test(column.type)) {
    return JSON.stringify(literal[1]);
  }
  return `dbgenerated(${JSON.stringify(text)})`;
}

function comment(text, indent = '') {
  return text ? [`${indent}/// ${text.replace(/\s+/g, ' ')}`] : [];
}

function scalarField(column, { primary, unique }) {
  const [type, native] = fieldType(column);
  const value = defaultValue(column);
  const optional = column.is_array ? '[]' : column.required ? '' : '?';
  const mapped = fieldName(column.name);
  return {
    comment: column.comment,
    parts: [mapped, type + optional],
    attributes: [
      primary && `@id(map: "${primary.name}")`,
      unique && `@unique(map: "${unique.name}")`,
      value !== undefined && `@default(${value})`,
      mapped !== column.name && `@map("${column.name}")`,
      native,
      // Prisma reads all columns of a model, and no role may read this one.
      column.is_secret && '@ignore',
    ].filter(Boolean),
  };
}

// Actions that are Prisma's defaults are left out, as "prisma db pull" does.
function forwardField(key, columns) {
  const target = modelName(key.target);
  const optional = key.columns.some((name) => !columns.find((column) => column.name === name).required);
  const list = (names) => `[${names.map(fieldName).join(', ')}]`;
  const onDelete = ACTIONS[key.on_delete];
  const onUpdate = ACTIONS[key.on_update];
  const parts = [
    `"${key.relation}"`, `fields: ${list(key.columns)}`, `references: ${list(key.target_columns)}`,
    onDelete !== (optional ? 'SetNull' : 'Restrict') && `onDelete: ${onDelete}`,
    onUpdate !== 'Cascade' && `onUpdate: ${onUpdate}`,
    `map: "${key.name}"`,
  ];
  return {
    order: key.name,
    parts: [key.field, target + (optional ? '?' : '')],
    attributes: [`@relation(${parts.filter(Boolean).join(', ')})`],
  };
}

function backwardField(key) {
  return {
    order: key.name,
    parts: [key.back, modelName(key.table) + (key.isList ? '[]' : '?')],
    attributes: [`@relation("${key.relation}")`],
  };
}

// Names both sides of each foreign key.
function nameRelations(catalog) {
  const taken = {};
  for (const { table, name } of catalog.columns) {
    (taken[table] ??= new Set()).add(fieldName(name));
  }
  for (const key of catalog.foreignKeys) {
    const unique = catalog.indexes.some((index) => index.table === key.table && index.is_unique
      && JSON.stringify(index.columns.map(({ name }) => name)) === JSON.stringify(key.columns));
    key.field = relationField(key.columns[0], modelName(key.target));
    key.relation = `${modelName(key.table)}${key.field[0].toUpperCase()}${key.field.slice(1)}`;
    key.isList = !unique;
    key.back = backField(key.table, key.isList, taken[key.target]);
    taken[key.target].add(key.back);
    taken[key.table].add(key.field);
  }
}

// The name that Prisma takes for granted
function standardName({ table, is_primary: isPrimary, is_unique: isUnique, columns }) {
  return isPrimary ? `${table}_pkey` : [table, ...columns.map(({ name }) => name), isUnique ? 'key' : 'idx'].join('_');
}

function indexLine(index) {
  const columns = index.columns.map(({ name, descending }) => fieldName(name) + (descending ? '(sort: Desc)' : ''));
  const kind = index.is_primary ? '@@id' : index.is_unique ? '@@unique' : '@@index';
  const method = METHODS[index.method] ? `, type: ${METHODS[index.method]}` : '';
  const map = index.name === standardName(index) ? '' : `, map: "${index.name}"`;
  return `  ${kind}([${columns.join(', ')}]${map}${method})`;
}

// Lines of fields, in columns
function layOut(fields) {
  const width = (position) => Math.max(...fields.map(({ parts }) => parts[position].length));
  const [names, types] = [width(0), width(1)];
  return fields.flatMap((field) => [
    ...comment(field.comment, '  '),
    `  ${field.parts[0].padEnd(names)} ${field.parts[1].padEnd(types)} ${field.attributes.join(' ')}`.trimEnd(),
  ]);
}

function model(table, catalog) {
  const columns = catalog.columns.filter((column) => column.table === table.name);
  const indexes = catalog.indexes.filter((index) => index.table === table.name);
  const alone = (index, column) => index.columns.length === 1 && index.columns[0].name === column.name;
  const fields = columns.map((column) => scalarField(column, {
    primary: indexes.find((index) => index.is_primary && alone(index, column)),
    unique: indexes.find((index) => index.is_unique && !index.is_primary && alone(index, column)),
  }));
  const relations = [
    ...catalog.foreignKeys.filter((key) => key.table === table.name).map((key) => forwardField(key, columns)),
    ...catalog.foreignKeys.filter((key) => key.target === table.name).map(backwardField),
  ];
  // in the order of "prisma db pull"
  fields.push(...relations.sort((a, b) => (a.order < b.order ? -1 : 1)));
  const ofSeveral = indexes.filter((index) => !index.is_unique || index.columns.length > 1);
  const rank = (index) => (index.is_primary ? 0 : index.is_unique ? 1 : 2);
  const hasIdentity = indexes.some((index) => index.is_unique);
  return [
    ...comment(table.comment),
    `model ${modelName(table.name)} {`,
    ...layOut(fields),
    '',
    ...ofSeveral.sort((a, b) => rank(a) - rank(b)).map(indexLine),
    `  @@map("${table.name}")`,
    // A partition is read through its table.  Without a key the client cannot use a table at all.
    ...(table.is_partition || !hasIdentity ? ['  @@ignore'] : []),
    '  @@schema("boh")',
    '}',
  ].join('\n');
}

function enumeration({ name, comment: text, values }) {
  return [
    ...comment(text),
    `enum ${typeName(name)} {`,
    ...values.map((value) => `  ${value}`),
    '',
    `  @@map("${name}")`,
    '  @@schema("boh")',
    '}',
  ].join('\n');
}

function schema(catalog) {
  nameRelations(catalog);
  return [
    ...catalog.tables.map((table) => model(table, catalog)),
    ...catalog.enums.map(enumeration),
  ].join('\n\n');
}

module.exports = { schema };
