// Names in Prisma and TypeScript for names in the database.

'use strict';

// Words that only look like a plural.
const UNCOUNTABLE = new Set(['statistics']);

function singularWord(word) {
  if (UNCOUNTABLE.has(word)) {
    return word;
  }
  if (/ies$/.test(word)) {
    return word.replace(/ies$/, 'y');
  }
  if (/(ss|x|ch|sh)es$/.test(word)) {
    return word.replace(/es$/, '');
  }
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);

// event_tags -> EventTag
function modelName(table) {
  return table.split('_').map(singularWord).map(capital).join('');
}

// user_role -> UserRole
function typeName(name) {
  return name.split('_').map(capital).join('');
}

// start_date -> startDate
function fieldName(column) {
  return column.replace(/_([a-z0-9])/g, (match, letter) => letter.toUpperCase());
}

// The field on the side of the foreign key: author_id -> author, created_by -> createdByUser
function relationField(column, model) {
  return /_id$/.test(column) ? fieldName(column.replace(/_id$/, '')) : fieldName(column) + model;
}

// The field on the other side.  Where the name is taken, the last word must do.
function backField(table, isList, taken) {
  const name = isList ? fieldName(table) : fieldName(table.split('_').map(singularWord).join('_'));
  return taken.has(name) ? fieldName(table.split('_').pop()) : name;
}

module.exports = { modelName, typeName, fieldName, relationField, backField, capital };
