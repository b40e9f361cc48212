#!/usr/bin/env node
// Prisma's schema engine of 7.10 for its command line: the program that the CLI starts for "migrate" and
// "db pull", and speaks JSON-RPC with.  Prisma downloads it from a host of its own; the same engine is on
// npm as WebAssembly, and this runs that one.  PRISMA_SCHEMA_ENGINE_BINARY names this file, NODE_PATH the
// folder of the packages.

'use strict';

const fs = require('node:fs');
const readline = require('node:readline');
const { pathToFileURL } = require('node:url');
const { parseArgs } = require('node:util');
const pg = require('pg');
const { parse } = require('pg-connection-string');
const { PrismaPg } = require('@prisma/adapter-pg');
const { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } = require('@prisma/driver-adapter-utils');

// Types of the catalog's columns: the adapter has no word for the first.
const CHAR = 18;
const TEXT = 25;

function withCatalogTypes(adapter) {
  const { performIO, queryRaw } = adapter;
  let types;
  adapter.performIO = async (query) => {
    const result = await performIO.call(adapter, query);
    types = (result.fields ?? []).map(({ dataTypeID }) => dataTypeID);
    for (const field of result.fields ?? []) {
      field.dataTypeID = field.dataTypeID === CHAR ? TEXT : field.dataTypeID;
    }
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw.call(adapter, query);
    result.columnTypes = result.columnTypes.map((type, i) => (types[i] === CHAR ? ColumnTypeEnum.Character : type));
    return result;
  };
  return adapter;
}

// The adapter's own way fails to drop the database, because its pool still has connections to it.
async function connectToShadowDatabase(config) {
  const database = `prisma_shadow_${process.pid}_${Date.now()}`;
  const admin = new pg.Client(config);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  const pool = new pg.Pool({ ...config, database });
  const adapter = await new PrismaPg(pool).connect();
  adapter.dispose = async () => {
    await pool.end();
    await admin.query(`DROP DATABASE ${database}`);
    await admin.end();
  };
  return withCatalogTypes(adapter);
}

async function startEngine(schemaFiles, url) {
  const config = parse(url);
  const factory = new PrismaPg(config);
  const file = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = await import(pathToFileURL(file).href);
  const module = await WebAssembly.instantiate(fs.readFileSync(file.replace(/\.js$/, '.wasm')), { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(module.instance.exports);
  module.instance.exports.__wbindgen_start();
  return bindings.SchemaEngine.new(
    { datamodels: schemaFiles.length ? schemaFiles.map((name) => [name, fs.readFileSync(name, 'utf8')]) : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory({
      provider: factory.provider,
      adapterName: factory.adapterName,
      connect: async () => withCatalogTypes(await factory.connect()),
      connectToShadowDb: () => connectToShadowDatabase(config),
    }));
}

const say = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }));

// The engine on npm wants a missing value where the command line sends null.
const withoutNulls = (params) => Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));

async function answer(engine, { id, method, params }) {
  try {
    const result = await engine[method](withoutNulls(params));
    if (method === 'diff') {
      say({ id: 0, method: 'print', params: { content: result.stdout ?? '' } });
    }
    say({ id, result: result ?? {} });
  } catch (error) {
    say({ id, error: { code: 4466, message: error.message, data: { is_panic: false, message: error.message, error_code: error.code } } });
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { datasource: { type: 'string' }, datamodels: { type: 'string', multiple: true } },
  });
  // "cli can-connect-to-database": it can, or the next call tells.
  if (positionals[0] === 'cli') {
    return;
  }
  const engine = await startEngine(values.datamodels ?? [], JSON.parse(values.datasource).url);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    await answer(engine, JSON.parse(line));
  }
  process.exit();
}

main();
