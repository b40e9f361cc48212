// Runs a program that makes models from the catalog, and what uses the models.

'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const packages = process.env.NODE_PATH;

// A new folder with the packages, where a command of one of them has run
function generate(name, files, [command, ...values]) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `boh-${name}.`));
  process.on('exit', () => fs.rmSync(folder, { recursive: true }));
  fs.symlinkSync(packages, path.join(folder, 'node_modules'));
  for (const [file, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, file), content);
  }
  try {
    execFileSync(path.join(packages, '.bin', command), values, { cwd: folder, stdio: 'pipe', env: { ...process.env, HOME: folder, CI: 'true' } });
  } catch (error) {
    throw new Error(`${command}: ${error.stdout}${error.stderr}`);
  }
  return folder;
}

// What a program in TypeScript exports that is compiled, with strict types, beside what the command
// has made.  edit(folder) may change that before.
function typed(name, program, command, files = {}, edit = () => {}) {
  const options = { strict: true, target: 'es2022', module: 'node16', moduleResolution: 'node16', skipLibCheck: true, types: [], outDir: 'out' };
  const folder = generate(name, { 'program.ts': program, 'package.json': '{}', 'tsconfig.json': JSON.stringify({ compilerOptions: options, files: ['program.ts'] }),
    ...files }, command);
  edit(folder);
  try {
    execFileSync(path.join(packages, '.bin', 'tsc'), ['-p', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`tsc: ${error.stdout}`);
  }
  return require(path.join(folder, 'out', 'program.js'));
}

// readAll(client) reads from all tables as their owner, and returns how many they are.
async function asOwner(connect, close, url, readAll, least) {
  const owner = connect(url);
  try {
    const count = await readAll(owner);
    if (count < least) {
      throw new Error(`there are models of ${count} tables`);
    }
  } finally {
    await close(owner);
  }
}

module.exports = { asOwner, generate, typed };
