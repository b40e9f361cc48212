// Again, after errors that another attempt may not meet.

import { databaseError } from './errors';

/** The codes: serialization failure, deadlock, others have the bookings locked. */
export const RETRIED = ['40001', '40P01', '55P03'] as const;

export interface RetryOptions {
  /** How many times to try, the first one included. */
  attempts?: number;
  /** How long to wait before the second attempt, in milliseconds; each further wait is twice as long. */
  firstWait?: number;
  /** The longest wait, in milliseconds. */
  longestWait?: number;
}

/** Whether another attempt may help. */
export function isRetryable(error: unknown): boolean {
  // Prisma's own code for a conflict, where it tells no more
  const isConflict = (error as { code?: unknown } | null)?.code === 'P2034';
  const code = databaseError(error)?.code;
  return isConflict || RETRIED.some((one) => one === code);
}

const pause = (milliseconds: number) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** Runs work, and runs it again after such an error.  All that work has done must be undone by then, as in a transaction. */
export async function retry<Result>(work: (attempt: number) => Promise<Result>,
  { attempts = 5, firstWait = 100, longestWait = 2000 }: RetryOptions = {}): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) {
        throw error;
      }
    }
    // A random part keeps those apart who failed at the same moment.
    await pause(Math.min(longestWait, firstWait * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2));
  }
}
