// Forms that are made from the JSON Schemas of sections, and the data that they send.  The name of a field is the path
// to its value, such as images/0/url.

'use strict';

const { html } = require('./html');

// A list of objects has so many empty rows for more of them.
const EMPTY_ROWS = 2;

const isList = ({ items }) => items?.type === 'object';

function input(name, { type, format, enum: values, minimum, maximum }, value) {
  if (values) {
    return html`<select name="${name}"><option></option>${values.filter((one) => one !== null).map((one) =>
      html`<option ${one === value ? 'selected' : ''}>${one}</option>`)}</select>`;
  }
  if (format === 'boh-image-url') {
    return html`<input name="${name}" list="picture-urls" data-picture value="${value}">`;
  }
  switch (type) {
    case 'boolean':
      return html`<input name="${name}" type="checkbox" value="true" ${value ? 'checked' : ''}>`;
    case 'integer':
      return html`<input name="${name}" type="number" min="${minimum}" max="${maximum}" value="${value}">`;
    case 'array':
      return html`<textarea name="${name}" rows="3" placeholder="One in each line">${value?.join('\n')}</textarea>`;
    default:
      return html`<textarea name="${name}" rows="${format === 'boh-html' ? 8 : 2}">${value}</textarea>`;
  }
}

function list(name, { title, items, maxItems }, rows = []) {
  const shown = [...rows, ...Array(EMPTY_ROWS).fill({})].slice(0, maxItems);
  return html`<fieldset><legend>${title}</legend>${shown.map((row, i) =>
    html`<div class="fields">${fields(items, row, `${name}/${i}/`)}</div>`)}</fieldset>`;
}

function field(name, property, value) {
  const { title, description } = property;
  return isList(property) ? list(name, property, value)
    : html`<label>${title} ${input(name, property, value)}${description ? html`<small>${description}</small>` : ''}</label>`;
}

// The fields of a form for an object.
function fields(schema, data = {}, path = '') {
  return Object.entries(schema.properties).map(([key, property]) => field(path + key, property, data[key]));
}

function rowsOf({ items }, sent, name) {
  const rows = [];
  for (let i = 0; ; i++) {
    const path = `${name}/${i}/`;
    const keys = Object.keys(sent).filter((key) => key.startsWith(path));
    if (keys.length === 0) {
      return rows;
    }
    // A row that nobody has filled in is none.
    if (keys.some((key) => String(sent[key]).trim() !== '')) {
      rows.push(dataOf(items, sent, path));
    }
  }
}

function valueOf(property, sent, name) {
  if (isList(property)) {
    return rowsOf(property, sent, name);
  }
  const text = String(sent[name] ?? '').trim();
  if (text === '') {
    return undefined;
  }
  switch (property.type) {
    case 'boolean':
      return true;
    case 'integer':
      return Number(text);
    case 'array':
      return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
    default:
      return text;
  }
}

// What a form has sent, as data.  What is empty is left out, but for texts that must be there: an alternative text may
// be empty.
function dataOf(schema, sent, path = '') {
  const data = {};
  for (const [key, property] of Object.entries(schema.properties)) {
    const value = valueOf(property, sent, path + key) ?? (property.type === 'string' && schema.required?.includes(key) ? '' : undefined);
    if (value !== undefined) {
      data[key] = value;
    }
  }
  return data;
}

module.exports = { fields, dataOf };
