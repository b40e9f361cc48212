export { boh, type BohOptions, type Person, type SessionOptions, type TransactionOf } from './extension';
export { callsWith, type CallOptions, type Calls, type Query } from './calls';
export { isRetryable, retry, RETRIED, type RetryOptions } from './retry';
export * from './errors';
export type * from './documents';
export type * from './json';
export type * from './generated/functions';
export type * from './generated/sections';
