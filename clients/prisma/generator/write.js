// Reads catalog.sql's object from the standard input and writes what follows from it.

'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { functions } = require('./functions');
const { schema } = require('./schema');
const { sections } = require('./sections');

const folder = path.dirname(__dirname);
const check = process.argv[2] === '--check';
const catalog = JSON.parse(fs.readFileSync(0, 'utf8'));

const HEAD = '// Generated from the catalog by "make clients": do not edit.\n';

const ALONE = `${HEAD}//
// The whole schema of a project that has no models of its own.  For one that has, see schema/.

generator client {
  provider = "prisma-client-js"
  output   = "./generated"
}

datasource db {
  provider = "postgresql"
  schemas  = ["boh"]
}
`;

// What Prisma shall leave alone, to be spread in prisma.config.ts
function external() {
  const ours = (list) => ({ external: list.map(({ name }) => `boh.${name}`) });
  return {
    experimental: { externalTables: true },
    tables: ours(catalog.tables),
    enums: ours(catalog.enums),
  };
}

function forms() {
  const from = path.join(folder, '../../sql/sections');
  return Object.fromEntries(fs.readdirSync(from).sort()
    .map((file) => [path.basename(file, '.json'), JSON.parse(fs.readFileSync(path.join(from, file), 'utf8'))]));
}

const models = schema(catalog);
const files = {
  'boh.prisma': `${ALONE}\n${models}\n`,
  'schema/boh.prisma': `${HEAD}//\n// The models of boh, as one file of several.\n\n${models}\n`,
  'external.json': `${JSON.stringify(external(), null, 2)}\n`,
  'src/generated/functions.ts': `${HEAD}\n${functions(catalog)}\n`,
  'src/generated/sections.ts': `${HEAD.replace('the catalog', 'sql/sections')}\n${sections(forms())}\n`,
};

let stale = false;
for (const [name, content] of Object.entries(files)) {
  const file = path.join(folder, name);
  if (!check) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  } else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== content) {
    console.error(`clients/prisma/${name} is stale: run "make clients"`);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
