// A transaction for one person, with Prisma.

'use strict';

const { PrismaPg } = require('@prisma/adapter-pg');
const { PrismaClient } = require('./generated');

// Make one client for each role, when the application starts.
function connect(connectionString) {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString }) });
}

// How many milliseconds to wait for a connection, and how long a transaction may take
const LIMITS = { maxWait: 10000, timeout: 10000 };

// Runs work(tx, person) in a transaction for the person who has the token.  A token of null is for
// visitors who are not signed in.  person has the id and the role; a visitor's id is null.
//
// If work throws, the transaction is rolled back, and so it is if a statement of work has failed.
// work must use tx, not prisma: prisma would take another connection, where nobody is signed in.
function withSession(prisma, token, work) {
  return prisma.$transaction(async (tx) => {
    const [person] = await tx.$queryRaw`SELECT user_id AS id, role FROM boh_set_session(${token})`;
    const result = await work(tx, person);
    // If work has caught the error of a statement, nothing can be committed.  Prisma does not notice
    // that, but this statement fails then (25P02).
    await tx.$queryRaw`SELECT 1`;
    return result;
  }, LIMITS);
}

// What the database says about an error: the SQLSTATE as code, a message, a hint, and, in errors of boh,
// DETAIL as an object.  Null for other errors.  Of a taken name (23505) Prisma keeps neither DETAIL nor
// hint.
function databaseError(error) {
  const cause = error.meta?.driverAdapterError?.cause;
  if (cause?.originalCode === undefined) {
    return null;
  }
  let { detail } = cause;
  try {
    detail = JSON.parse(detail);
  } catch {
    // DETAIL of PostgreSQL's own errors is text, if there is one.
  }
  return { code: cause.originalCode, message: cause.originalMessage, detail, hint: cause.hint };
}

module.exports = { connect, withSession, databaseError };
