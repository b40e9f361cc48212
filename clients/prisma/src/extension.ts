// The client extension: prisma.$extends(boh()).

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
  /** False: no further attempt after 40001, 40P01 and 55P03. */
  retry?: RetryOptions | false;
}

export interface BohOptions extends CallOptions {
  /** How calls outside of transactions, and sessions, are tried again; false: never. */
  retry?: RetryOptions | false;
}

/** What the extension uses of a client; that of a transaction has no $disconnect. */
interface Client {
  $disconnect?: unknown;
  $queryRawUnsafe(text: string, ...values: unknown[]): PromiseLike<unknown>;
  $transaction(work: unknown, options?: { maxWait?: number; timeout?: number }): Promise<unknown>;
  $extends(extension: unknown): unknown;
}

/** An operation as a query extension gets it: it passes the arguments on as they are. */
interface Operation {
  args: unknown;
  query: (args: never) => Promise<unknown>;
}

/** A client within an interactive transaction. */
export type TransactionOf<T> = Omit<T, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction' | 'withSession'>;

const SESSION = 'SELECT user_id::text AS id, role FROM boh_set_session($1::text)';

function queryOf(client: Client): Query {
  return async (text, values) => await client.$queryRawUnsafe(text, ...values) as Array<Record<string, unknown>>;
}

function tryAgain<Result>(options: RetryOptions | false | undefined, work: () => Promise<Result>): Promise<Result> {
  return options === false ? work() : retry(work, options);
}

// One transaction: it ends as work ends.
async function transaction(client: Client, token: string | null, session: string,
  work: (tx: unknown, person: Person) => Promise<unknown>, { maxWait, timeout }: SessionOptions): Promise<unknown> {
  return client.$transaction(async (tx: Client) => {
    const [person] = await tx.$queryRawUnsafe(session, token) as Person[];
    const result = await work(tx, person as Person);
    // If work has caught the error of a statement, nothing can be committed.  Prisma does not notice
    // that, but this statement fails then (25P02).
    await tx.$queryRawUnsafe('SELECT 1');
    return result;
  }, { maxWait: maxWait ?? 10000, timeout: timeout ?? 10000 });
}

// A client each of whose operations is a transaction of its own for the person.
function clientFor(client: Client, token: string | null, session: string): unknown {
  return client.$extends({
    query: {
      async $allOperations({ args, query }: Operation) {
        const [, result] = await client.$transaction([client.$queryRawUnsafe(session, token), query(args as never)]) as unknown[];
        return result;
      },
    },
  });
}

/** Functions, sessions and typed errors of boh for a Prisma client. */
export function boh(options: BohOptions = {}) {
  const session = options.extensionSchema === undefined ? SESSION
    : SESSION.replace('boh_set_session', `"${options.extensionSchema.replace(/"/g, '""')}".boh_set_session`);

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
        const client = Prisma.getExtensionContext(this) as unknown as Client;
        const query = queryOf(client);
        const isTransaction = client.$disconnect === undefined;
        return callsWith(isTransaction ? query : (text, values) => tryAgain(options.retry, () => query(text, values)), options);
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
      return clientFor(client, token, session);
    }
    return tryAgain(settings.retry ?? options.retry,
      () => transaction(client, token, session, work as (tx: unknown, person: Person) => Promise<unknown>, settings));
  }
}
