// What check.js does in ways of Prisma.

'use strict';

const { createHash } = require('node:crypto');
const { createRequire } = require('node:module');
const path = require('node:path');

module.exports = (folder) => {
  const { withSession } = require(path.join(folder, 'session'));
  const { PrismaClient } = require(path.join(folder, 'generated'));
  const { PrismaPg } = createRequire(path.join(folder, 'session.js'))('@prisma/adapter-pg');

  // The rows of a statement; db is a client or what withSession gives.
  function query(db, text, values = []) {
    return db.$queryRawUnsafe(text, ...values);
  }

  // An application that names its statements
  function named(connectionString) {
    const name = ({ sql }) => createHash('md5').update(sql).digest('hex');
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString }, { statementNameGenerator: name }) });
    return {
      run: (token, text) => withSession(prisma, token, (tx) => tx.$queryRawUnsafe(text)),
      close: () => prisma.$disconnect(),
    };
  }

  return {
    query,
    savepoint: (tx, work) => tx.$transaction(work),
    // Prisma does not tell.
    lost: async () => {},
    // Prisma must not be, as the README of the examples says.
    impatient: undefined,
    named,
    close: (prisma) => prisma.$disconnect(),
  };
};
