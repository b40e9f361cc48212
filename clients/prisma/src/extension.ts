// The client extension: prisma.$extends(boh()).

import { AsyncLocalStorage } from 'node:async_hooks';
import { Prisma } from '@prisma/client/extension';
import { callsWith, type CallOptions, type Calls, type Query } from './calls';
import { asBohError } from './errors';
import { retry, type RetryOptions } from './retry';

/** The person for whom a transaction runs; id is null for a visitor. */
export interface Person {
  id: string | null;
  role: string;
}

export interface SessionOptions {
  /** How long to wait for a connection, in milliseconds. */
  maxWait?: number;
  /** How long the transaction may take, in milliseconds. */
  timeout?: number;
  /** As in PostgreSQL; otherwise the default of the role. */
  isolationLevel?: 'ReadUncommitted' | 'ReadCommitted' | 'RepeatableRead' | 'Serializable';
  /** False: no further attempt after 40001, 40P01 and 55P03. */
  retry?: RetryOptions | false;
}

export interface BohOptions extends CallOptions {
  /** The schema of the tables for functions, such as that of a tenant; otherwise the setting boh.schema of the role. */
  dataSchema?: string;
  /** How calls outside of transactions, and sessions, are tried again; false: never. */
  retry?: RetryOptions | false;
}

/** What the extension uses of a client; that of a transaction has no $disconnect. */
interface Client {
  $disconnect?: unknown;
  $queryRawUnsafe(text: string, ...values: unknown[]): PromiseLike<unknown>;
  $transaction(work: unknown, options?: SessionOptions): Promise<unknown>;
  $extends(extension: unknown): unknown;
}

/** An operation as a query extension gets it: it passes the arguments on as they are. */
interface Operation {
  args: unknown;
  query: (args: never) => Promise<unknown>;
}

/** A client within an interactive transaction. */
export type TransactionOf<T> = Omit<T, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction' | 'withSession'>;

/** A statement and its values */
type Statement = readonly [text: string, ...values: Array<string | null>];

const quoted = (name: string) => `"${name.replace(/"/g, '""')}"`;

// The schema counts for one transaction, as the session does: a pool may give the connection to others after it.
const inSchema = (schema: string): Statement => ["SELECT set_config('boh.schema', $1::text, true)", schema];

// One statement: the session's argument depends on the setting, so the setting comes first.
function signIn(token: string | null, { extensionSchema, dataSchema }: BohOptions): Statement {
  const call = `${extensionSchema === undefined ? '' : `${quoted(extensionSchema)}.`}boh_set_session`;
  if (dataSchema === undefined) {
    return [`SELECT user_id::text AS id, role FROM ${call}($1::text)`, token];
  }
  return [`SELECT p.user_id::text AS id, p.role FROM set_config('boh.schema', $2::text, true) AS s (name),
    LATERAL ${call}(CASE WHEN s.name = $2::text THEN $1::text END) AS p`, token, dataSchema];
}

const run = async (client: Client, [text, ...values]: Statement) =>
  await client.$queryRawUnsafe(text, ...values) as Array<Record<string, unknown>>;

// Statements in the schema, in a transaction of their own unless they are in one
function queryOf(client: Client, { dataSchema }: BohOptions): Query {
  if (dataSchema === undefined) {
    return (text, values) => run(client, [text, ...values]);
  }
  const setting = inSchema(dataSchema);
  if (isTransaction(client)) {
    return async (text, values) => {
      await run(client, setting);
      return run(client, [text, ...values]);
    };
  }
  return async (text, values) => {
    const [, rows] = await client.$transaction([client.$queryRawUnsafe(...setting), client.$queryRawUnsafe(text, ...values)]) as unknown[];
    return rows as Array<Record<string, unknown>>;
  };
}

const isTransaction = (client: Client) => client.$disconnect === undefined;

function tryAgain<Result>(options: RetryOptions | false | undefined, work: () => Promise<Result>): Promise<Result> {
  return options === false ? work() : retry(work, options);
}

// One transaction: it ends as work ends.
async function transaction(client: Client, session: Statement,
  work: (tx: unknown, person: Person) => Promise<unknown>, { maxWait, timeout, isolationLevel }: SessionOptions = {}): Promise<unknown> {
  return client.$transaction(async (tx: Client) => {
    const [person] = await run(tx, session);
    const result = await work(tx, person as unknown as Person);
    // If work has caught the error of a statement, nothing can be committed.  Prisma does not notice
    // that, but this statement fails then (25P02).
    await tx.$queryRawUnsafe('SELECT 1');
    return result;
  }, { maxWait: maxWait ?? 10000, timeout: timeout ?? 10000, ...(isolationLevel && { isolationLevel }) });
}

function callsOf(client: Client, options: BohOptions): Calls {
  const query = queryOf(client, options);
  return callsWith(isTransaction(client) ? query : (text, values) => tryAgain(options.retry, () => query(text, values)), options);
}

// A client each of whose operations is a transaction of its own for the person.  The session has set the schema in it.
function clientFor(client: Client, session: Statement, options: BohOptions): unknown {
  const signsIn = () => client.$queryRawUnsafe(...session);
  const inBatch = new AsyncLocalStorage<boolean>();
  return client.$extends({
    client: {
      // As Prisma's, for the person: the operations in it are no transactions of their own.
      async $transaction(work: unknown, settings?: SessionOptions): Promise<unknown> {
        if (typeof work === 'function') {
          return transaction(client, session, (tx) => work(tx), settings);
        }
        const results = await inBatch.run(true, () => client.$transaction([signsIn(), ...work as unknown[]], settings));
        return (results as unknown[]).slice(1);
      },
      $boh(): Calls {
        return callsOf(Prisma.getExtensionContext(this) as unknown as Client, { ...options, dataSchema: undefined });
      },
    },
    query: {
      async $allOperations({ args, query }: Operation) {
        if (inBatch.getStore()) {
          return query(args as never);
        }
        const [, result] = await client.$transaction([signsIn(), query(args as never)]) as unknown[];
        return result;
      },
    },
  });
}

/** Functions, sessions and typed errors of boh for a Prisma client. */
export function boh(options: BohOptions = {}) {
  return Prisma.defineExtension({
    name: 'boh',
    query: {
      async $allOperations({ args, query }: Operation) {
        try {
          return await query(args as never);
        } catch (error) {
          throw asBohError(error);
        }
      },
    },
    client: {
      /** All functions of boh, through this client or in this transaction. */
      $boh(): Calls {
        return callsOf(Prisma.getExtensionContext(this) as unknown as Client, options);
      },
      withSession,
    },
  });

  /** A client for the person who has the token: each operation is a transaction. */
  function withSession<T>(this: T, token: string | null): T;
  /** Runs work in one transaction for the person who has the token; null is a visitor. */
  function withSession<T, Result>(this: T, token: string | null,
    work: (tx: TransactionOf<T>, person: Person) => Promise<Result>, settings?: SessionOptions): Promise<Result>;
  function withSession<T>(this: T, token: string | null,
    work?: (tx: TransactionOf<T>, person: Person) => Promise<unknown>, settings: SessionOptions = {}): unknown {
    const client = Prisma.getExtensionContext(this) as unknown as Client;
    if (work === undefined) {
      return clientFor(client, signIn(token, options), options);
    }
    return tryAgain(settings.retry ?? options.retry,
      () => transaction(client, signIn(token, options), work as (tx: unknown, person: Person) => Promise<unknown>, settings));
  }
}
