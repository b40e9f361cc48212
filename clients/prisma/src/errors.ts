// Errors of boh as classes, from wherever Prisma has put the database's code, DETAIL and hint.

/** What the database says about an error. */
export interface DatabaseError {
  /** The SQLSTATE, such as BH003. */
  code: string;
  message: string;
  /** DETAIL: an object in boh's errors, text in PostgreSQL's own; often lost by Prisma for the latter. */
  detail?: Record<string, unknown> | string;
  hint?: string;
}

type Fields = Record<string, unknown>;

const SQLSTATE = /^[0-9A-Z]{5}$/;

// Prisma's own codes look alike.
const PRISMA_CODE = /^P[1-9]/;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

function parseDetail(detail: unknown): Record<string, unknown> | string | undefined {
  if (typeof detail !== 'string') {
    return undefined;
  }
  try {
    const parsed: unknown = JSON.parse(detail);
    return isObject(parsed) ? parsed : detail;
  } catch {
    return detail;
  }
}

function found(code: string, message: unknown, detail: unknown, hint: unknown): DatabaseError {
  const error: DatabaseError = { code, message: text(message) ?? '' };
  const parsed = parseDetail(detail);
  return Object.assign(error, parsed !== undefined && { detail: parsed }, typeof hint === 'string' && { hint });
}

// The engine of Prisma 6 that is a library prints its error as Rust does.
function ofEngine(message: string): DatabaseError | undefined {
  const quoted = (name: string) => {
    const match = message.match(new RegExp(`\\b${name}: (?:Some\\()?"((?:[^"\\\\]|\\\\.)*)"`));
    return match?.[1]?.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  };
  const start = message.indexOf('PostgresError {');
  if (start < 0) {
    return undefined;
  }
  message = message.slice(start);
  const code = quoted('code');
  return code === undefined ? undefined : found(code, quoted('message'), quoted('detail'), quoted('hint'));
}

// The same engine for a raw query: meta has the code, and the lines of the message the rest.
function ofRawQuery(code: string, message: string): DatabaseError {
  const line = (name: string) => message.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
  return found(code, message.replace(/^ERROR: /, '').split('\n')[0], line('DETAIL'), line('HINT'));
}

// One object on the way from Prisma's error to its causes
function at(error: Fields): DatabaseError | undefined {
  // @prisma/adapter-pg, in Prisma 6.19 and 7
  if (typeof error['originalCode'] === 'string') {
    return found(error['originalCode'], error['originalMessage'], error['detail'], error['hint']);
  }
  // SqlQueryError of Prisma 8, which keeps the hint in its cause alone
  if (typeof error['sqlState'] === 'string') {
    return found(error['sqlState'], error['message'], error['detail'], isObject(error['cause']) ? error['cause']['hint'] : undefined);
  }
  const code = text(error['code']);
  if (code !== undefined && SQLSTATE.test(code) && !PRISMA_CODE.test(code)) {
    // node-postgres, or meta of a raw query in Prisma 6 with its engine
    return 'detail' in error || error instanceof Error ? found(code, error['message'], error['detail'], error['hint'])
      : ofRawQuery(code, text(error['message']) ?? '');
  }
  return ofEngine(text(error['message']) ?? '');
}

/** What the database says about an error that a Prisma client has thrown; undefined for other errors. */
export function databaseError(error: unknown, depth = 0): DatabaseError | undefined {
  if (!isObject(error) || depth > 6) {
    return undefined;
  }
  return at(error) ?? databaseError(error['meta'], depth + 1) ?? databaseError(error['driverAdapterError'], depth + 1)
    ?? databaseError(error['cause'], depth + 1);
}

const RESERVED = new Set(['name', 'message', 'stack', 'cause', 'code', 'detail', 'hint']);
const camel = (key: string) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * An error of boh.  It has the members of DETAIL as properties, in camelCase.  What the caller may not read is missing
 * there.
 */
export class BohError extends Error {
  /** The SQLSTATE. */
  readonly code: string;
  /** DETAIL as the database sent it. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** What to do. */
  readonly hint: string | undefined;

  constructor({ code, message, detail, hint }: DatabaseError, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.detail = isObject(detail) ? detail : {};
    this.hint = hint;
    for (const [key, value] of Object.entries(this.detail)) {
      if (!RESERVED.has(key)) {
        Object.defineProperty(this, camel(key), { value, enumerable: true });
      }
    }
  }
}

/** BH001: the event is not PUBLISHED. */
export class NotBookableError extends BohError { declare readonly eventId: string; declare readonly status?: string; }
/** BH002: before or after the booking window. */
export class BookingClosedError extends BohError {
  declare readonly eventId: string;
  declare readonly bookingOpensAt?: string;
  declare readonly bookingClosesAt?: string;
}
/** BH003: not enough seats. */
export class SoldOutError extends BohError { declare readonly eventId: string; declare readonly requested: number; declare readonly available?: number; }
/** BH004: the limit of seats per user. */
export class SeatLimitError extends BohError {
  declare readonly eventId: string;
  declare readonly userId: string;
  declare readonly seats?: number;
  declare readonly maxSeatsPerUser?: number;
}
/** BH005: the user's account is deleted. */
export class AccountDeletedError extends BohError { declare readonly userId: string; }
/** BH006, BH016: the status cannot change in this way. */
export class StatusError extends BohError {
  declare readonly bookingId?: string;
  declare readonly eventId?: string;
  declare readonly from?: string;
  declare readonly to: string;
}
/** BH008: the idempotency key was used for another request. */
export class IdempotencyKeyError extends BohError {
  declare readonly idempotencyKey: string;
  declare readonly bookingId: string;
  declare readonly firstRequest: Record<string, unknown>;
  declare readonly request: Record<string, unknown>;
}
/** BH009: the price that the customer saw is not the event's any more.  Money is text. */
export class StaleQuoteError extends BohError {
  declare readonly eventId: string;
  declare readonly namedPrice?: string;
  declare readonly namedCurrency?: string;
  declare readonly price?: string;
  declare readonly currency?: string;
}
/** BH010: the hold has expired. */
export class HoldExpiredError extends BohError { declare readonly bookingId?: string; declare readonly eventId?: string; declare readonly expiresAt?: string; }
/** BH017: the booking already has another payment or refund. */
export class PaidTwiceError extends BohError {
  declare readonly bookingId?: string;
  declare readonly eventId?: string;
  declare readonly recorded?: string;
  declare readonly given: string;
}
/** BH019: the hold would last too long. */
export class HoldTooLongError extends BohError { declare readonly expiresAt: string; declare readonly maxHoldSeconds: number; }
/** BH013 to BH015: the capacity does not fit the venue, the events, or the bookings. */
export class CapacityError extends BohError {
  declare readonly eventId?: string;
  declare readonly venueId?: string;
  declare readonly capacity: number;
  declare readonly venueCapacity?: number;
  declare readonly eventCapacity?: number;
  declare readonly bookedCount?: number;
}
/** BH007, BH011, BH012, BH018, BH030, BH031, BH041, BH060, BH070, BH080, BH101: only the database itself writes that. */
export class NotWritableError extends BohError { declare readonly column?: string; declare readonly table?: string; }
/** BH020 to BH028: the versions of library, functions and tables do not go together, not all tenants could be migrated, or the tables are on another node. */
export class VersionError extends BohError { declare readonly schema?: string; }
/** BH032 to BH034: a section, its type, or the order of sections. */
export class SectionError extends BohError { declare readonly sectionType?: string; declare readonly pageId?: string; }
/** BH035, BH037: something else needs it. */
export class InUseError extends BohError { declare readonly mediaId?: string; declare readonly pageId?: string; declare readonly uses?: number; }
/** BH036: an existing page or event has the slug. */
export class SlugTakenError extends BohError { declare readonly entity: string; declare readonly slug: string; }
/** BH038 to BH040, BH042: the media file is deleted, not allowed, too large, or being removed. */
export class MediaError extends BohError { declare readonly mediaId?: string; declare readonly mimeType?: string; declare readonly fileSize?: number; }
/** BH050 to BH052: the profile, or the last ADMIN. */
export class ProfileError extends BohError { declare readonly role?: string; declare readonly profile?: string; declare readonly userId?: string; }
/** BH061 to BH064: the audit cannot be sealed, or a row does not match. */
export class AuditError extends BohError { declare readonly auditId?: string; }
/** BH071 to BH075: personal data cannot be erased or masked. */
export class PrivacyError extends BohError { declare readonly userId?: string; declare readonly holds?: string[]; declare readonly refunds?: string[]; }
/** BH090, BH091: data are in the way of a seed, or an imported booking contradicts itself. */
export class ImportError extends BohError { declare readonly table?: string; declare readonly column?: string; }
/** BH100, BH102, BH103, BH104: the event is archived, or the archive lacks a column, the bookings of a year, or their events or users. */
export class ArchiveError extends BohError { declare readonly eventId?: string; declare readonly eventYear?: number; declare readonly columns?: string; }
/** P0002: there is no such row, or the person may not see it. */
export class NotFoundError extends BohError { declare readonly eventId?: string; declare readonly bookingId?: string; declare readonly userId?: string; }
/** 42501: the role or the person may not do this, or the session token is not valid. */
export class NotAllowedError extends BohError {}
/** 22004, 22023: an argument is missing or out of range. */
export class ArgumentError extends BohError { declare readonly argument?: string; declare readonly value?: unknown; }
/** 23514: a value is not valid. */
export class InvalidValueError extends BohError { declare readonly column?: string; declare readonly sectionType?: string; }
/** 55P03: other transactions have the bookings of the event locked. */
export class LockedError extends BohError { declare readonly eventId: string; }
/** 25006: a function that writes was called on a standby, or in a read-only transaction. */
export class ReadOnlyError extends BohError { declare readonly function?: string; declare readonly standby?: boolean; }

type ErrorClass = new (error: DatabaseError, cause?: unknown) => BohError;

/** The class of each code. */
export const ERRORS: Readonly<Record<string, ErrorClass>> = {
  BH001: NotBookableError, BH002: BookingClosedError, BH003: SoldOutError, BH004: SeatLimitError, BH005: AccountDeletedError,
  BH006: StatusError, BH007: NotWritableError, BH008: IdempotencyKeyError, BH009: StaleQuoteError, BH010: HoldExpiredError,
  BH011: NotWritableError, BH012: NotWritableError, BH013: CapacityError, BH014: CapacityError, BH015: CapacityError,
  BH016: StatusError, BH017: PaidTwiceError, BH018: NotWritableError, BH019: HoldTooLongError,
  BH020: VersionError, BH021: VersionError, BH022: VersionError, BH023: VersionError, BH024: VersionError, BH025: VersionError,
  BH026: VersionError, BH027: VersionError, BH028: VersionError, BH030: NotWritableError, BH031: NotWritableError, BH032: SectionError, BH033: SectionError,
  BH034: SectionError, BH035: InUseError, BH036: SlugTakenError, BH037: InUseError, BH038: MediaError, BH039: MediaError,
  BH040: MediaError, BH041: NotWritableError, BH042: MediaError, BH050: ProfileError, BH051: ProfileError, BH052: ProfileError,
  BH060: NotWritableError, BH061: AuditError, BH062: AuditError, BH063: AuditError, BH064: AuditError, BH070: NotWritableError,
  BH071: PrivacyError, BH072: PrivacyError, BH073: PrivacyError, BH074: PrivacyError, BH075: PrivacyError,
  BH080: NotWritableError, BH090: ImportError, BH091: ImportError,
  BH100: ArchiveError, BH101: NotWritableError, BH102: ArchiveError, BH103: ArchiveError, BH104: ArchiveError,
  P0002: NotFoundError, 42501: NotAllowedError, 22004: ArgumentError, 22023: ArgumentError, 23514: InvalidValueError,
  '55P03': LockedError, 25006: ReadOnlyError,
};

/** The error of boh that Prisma's error stands for; what is none of boh's comes back as it is. */
export function asBohError(error: unknown): unknown {
  if (error instanceof BohError) {
    return error;
  }
  const said = databaseError(error);
  // Codes of PostgreSQL's are boh's where DETAIL is an object.  A right that is missing is the same whoever says so.
  const isOurs = said !== undefined && (/^BH/.test(said.code) || said.code === '42501' || isObject(said.detail));
  if (!isOurs) {
    return error;
  }
  return new (ERRORS[said.code] ?? BohError)(said, error);
}
