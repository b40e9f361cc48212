// Generated from the catalog by "make clients": do not edit.

import type { Json, JsonValue, RowOf } from '../json';
import type { Section, SectionData } from './sections';

/** How to call a function: its arguments and the columns of its result, with their types in the database. */
export interface Definition {
  name: string;
  kind: 'procedure' | 'row' | 'rows' | 'value';
  inputs: Record<string, readonly [name: string, type: string]>;
  outputs: Record<string, readonly [name: string, type: string]>;
}

export type AddSectionArguments = {
  page: string;
  atPosition?: number | null;
} & { [Type in keyof SectionData]: { sectionType: Type; data: SectionData[Type] } }[keyof SectionData];

export interface ApplyRetentionArguments {
  maxRows?: number | null;
}

export interface ApplyRetentionRow {
  entity: string;
  rowCount: bigint;
}

export interface ArchiveArguments {
  maxRows?: number | null;
}

export interface ArchiveRow {
  entity: string;
  rowCount: bigint;
  more: boolean | null;
}

export interface AttachArchiveArguments {
  eventYear: number;
}

export interface AuditArguments {
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface AuditHeadRow {
  number: bigint | null;
  hash: string | null;
  sealedAt: Date | null;
}

export interface AuditProofArguments {
  auditId: string;
  toSeal?: bigint | number | null;
}

export interface AuditVerifyArguments {
  fromSeal?: bigint | number | null;
  toSeal?: bigint | number | null;
  published?: JsonValue | null;
}

export interface AuditVerifyRow {
  damage: boolean | null;
  problem: string;
  seal: bigint | null;
  auditId: string | null;
  expected: string | null;
  actual: string | null;
}

export interface AvailableSeatsArguments {
  event: string;
}

export interface BookSeatsArguments {
  event: string;
  customer: string;
  seatCount: number;
  idempotencyKey?: string | null;
  payment?: string | null;
  holdSeconds?: number | null;
}

export interface BookSeatsRow {
  id: string;
  eventId: string;
  userId: string;
  seats: number;
  unitPrice: string;
  totalPrice: string;
  currency: string;
  status: string;
  bookingDate: Date;
  expiresAt: Date | null;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  refundedAt: Date | null;
  paymentReference: string | null;
  refundDue: boolean;
}

export interface CalendarIcalArguments {
  filters?: JsonValue | null;
  source?: string | null;
}

export interface CancelBookingArguments {
  booking: string;
  reason?: string | null;
}

export interface CancelBookingRow {
  id: string;
  eventId: string;
  userId: string;
  seats: number;
  unitPrice: string;
  totalPrice: string;
  currency: string;
  status: string;
  bookingDate: Date;
  expiresAt: Date | null;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  refundedAt: Date | null;
  paymentReference: string | null;
  refundDue: boolean;
}

export interface CancelEventArguments {
  event: string;
  reason?: string | null;
}

export interface ChangeSeatsArguments {
  booking: string;
  seatCount: number;
}

export interface ChangeSeatsRow {
  id: string;
  eventId: string;
  userId: string;
  seats: number;
  unitPrice: string;
  totalPrice: string;
  currency: string;
  status: string;
  bookingDate: Date;
  expiresAt: Date | null;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  refundedAt: Date | null;
  paymentReference: string | null;
  refundDue: boolean;
}

export interface ClassifyColumnArguments {
  tableName: string;
  columnName: string;
  class: string;
  personColumn?: string | null;
}

export interface ColdMediaArguments {
  olderThanDays?: number | null;
}

export interface ColdMediaRow {
  id: string;
  filename: string;
  url: string;
  fileSize: bigint;
  unusedSince: Date | null;
  storage: string;
  moveTo: string | null;
}

export interface ColumnClassesRow {
  tableName: string;
  columnName: string;
  class: string;
  erasure: string | null;
  personColumn: string | null;
  classifiedBy: string | null;
}

export interface CompleteEventsArguments {
  maxRows?: number | null;
}

export interface ConfirmBookingArguments {
  booking: string;
  payment?: string | null;
}

export interface ConfirmBookingRow {
  id: string;
  eventId: string;
  userId: string;
  seats: number;
  unitPrice: string;
  totalPrice: string;
  currency: string;
  status: string;
  bookingDate: Date;
  expiresAt: Date | null;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  refundedAt: Date | null;
  paymentReference: string | null;
  refundDue: boolean;
}

export interface CopyPageArguments {
  page: string;
  slug?: string | null;
  title?: string | null;
}

export interface CreatePageArguments {
  page: JsonValue;
  sections: readonly Section[];
}

export interface CreateTenantArguments {
  schemaName: string;
  owner: string;
}

export interface DetachArchiveArguments {
  eventYear: number;
}

export interface DistributeTenantArguments {
  schemaName: string;
}

export interface DoctorRow {
  checkName: string;
  severity: string | null;
  ok: boolean | null;
  found: string | null;
  hint: string | null;
}

export interface DropTenantArguments {
  schemaName: string;
}

export interface EraseUserArguments {
  person: string;
  reason: string;
}

export interface EraseUserRow {
  entity: string;
  rowCount: bigint;
}

export interface EventArguments {
  slug: string;
}

export interface EventBookingsArguments {
  event: string;
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface EventIcalArguments {
  slug: string;
}

export interface EventJsonldArguments {
  slug: string;
}

export interface EventParticipantsArguments {
  event: string;
}

export interface EventParticipantsRow {
  bookingId: string;
  userId: string;
  name: string;
  email: string | null;
  seats: number;
  status: string;
  bookingDate: Date;
}

export interface EventSlugArguments {
  slug: string;
}

export interface EventSlugRow {
  eventId: string | null;
  presentSlug: string;
  redirected: boolean;
}

export interface EventStatsArguments {
  event: string;
}

export interface ExpireBookingsArguments {
  maxRows?: number | null;
}

export interface ExportUserArguments {
  person: string;
}

export interface FindLoginArguments {
  email: string;
  clientIp?: string | null;
}

export interface FindLoginRow {
  userId: string | null;
  passwordHash: string | null;
  emailVerified: boolean;
  waitSeconds: number;
}

export interface FindPersonalDataArguments {
  searchText: string;
  maxRows?: number | null;
}

export interface FindPersonalDataRow {
  tableName: string | null;
  columnName: string | null;
  rowId: string | null;
}

export interface FoldLanesArguments {
  event?: string | null;
}

export interface ForgiveLoginsArguments {
  email: string;
  clientIp: string;
}

export interface GrantArguments {
  role: string;
  profile: string;
}

export interface GrantsRow {
  role: string;
  profile: string;
  grantedAt: Date | null;
  grantedBy: string | null;
  roleExists: boolean | null;
}

export interface HasConsentArguments {
  person: string;
  purpose: string;
}

export interface HealthRow {
  checkName: string;
  severity: string | null;
  ok: boolean | null;
  value: string | null;
  threshold: string | null;
  hint: string | null;
}

export interface HtmlErrorsArguments {
  html: string;
}

export interface HtmlErrorsRow {
  path: string | null;
  message: string;
}

export interface ImportHtmlArguments {
  slug: string | null;
  title: string | null;
  html: string;
}

export interface IsoTimeArguments {
  at: Date | string;
}

export interface JsonErrorsArguments {
  schema: JsonValue;
  data: JsonValue;
}

export interface JsonErrorsRow {
  path: string | null;
  keyword: string | null;
  message: string;
}

export interface JsonPatchArguments {
  data: JsonValue;
  patch: JsonValue;
}

export interface JsonValidArguments {
  schema: JsonValue;
  data: JsonValue;
}

export interface ListEventsArguments {
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface ListMediaArguments {
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface ListPagesArguments {
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface ListTagsArguments {
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface MaintainArguments {
  budgetMs?: number | null;
}

export interface MaintainRow {
  task: string;
  rows: bigint | null;
  ms: string | null;
  note: string | null;
}

export interface MaintenanceAdviceRow {
  kind: string | null;
  object: string | null;
  detail: string | null;
  bytes: bigint | null;
  statement: string | null;
}

export interface MakeArguments {
  entity: string;
  overrides?: JsonValue | null;
}

export interface MaskDatabaseRow {
  entity: string;
  rowCount: bigint;
}

export interface MediaPurgedArguments {
  media: readonly string[];
}

export interface MediaStoredArguments {
  media: readonly string[];
  storage: string;
}

export interface MediaUsageArguments {
  media: string;
}

export interface MediaUsageRow {
  entity: string;
  entityId: string | null;
  path: string | null;
  name: string;
}

export interface MetricsRow {
  name: string;
  labels: JsonValue | null;
  value: string | null;
  type: string | null;
  help: string | null;
}

export interface MigrateArguments {
  schemaName?: string | null;
  toVersion?: number | null;
}

export interface MigrateRow {
  version: number;
  name: string;
  direction: string | null;
  appliedAt: Date | null;
}

export interface MigrateAllRow {
  report: JsonValue | null;
}

export interface MigrateSectionsArguments {
  sectionType: string;
  patch: JsonValue;
  newSchema?: JsonValue | null;
}

export interface MigrateSectionsRow {
  sections: number;
  versionSections: number;
}

export interface MigrationScriptsRow {
  version: number;
  name: string;
  up: string | null;
  down: string | null;
}

export interface MoveSectionArguments {
  section: string;
  page: string;
  atPosition?: number | null;
}

export interface OrphanedMediaArguments {
  olderThanDays?: number | null;
}

export interface OrphanedMediaRow {
  id: string;
  filename: string;
  originalFilename: string;
  url: string;
  thumbnailUrl: string | null;
  mimeType: string;
  fileSize: bigint;
  folder: string;
  uploadedBy: string | null;
  createdAt: Date;
  deletedAt: Date | null;
}

export interface PageArguments {
  slug: string;
  preview?: boolean | null;
  expand?: boolean | null;
}

export interface PageAdviceArguments {
  page: string;
}

export interface PageAdviceRow {
  field: string | null;
  advice: string | null;
}

export interface PageDiffArguments {
  page: string;
  fromVersion: number;
  toVersion: number;
}

export interface PublishPageArguments {
  page: string;
  at?: Date | string | null;
}

export interface PurgeLoginsArguments {
  maxRows?: number | null;
}

export interface PurgeMediaArguments {
  olderThanDays?: number | null;
}

export interface PurgeMediaRow {
  id: string;
  filename: string;
  url: string;
  thumbnailUrl: string | null;
  fileSize: bigint;
  deletedAt: Date | null;
  purgeStartedAt: Date | null;
}

export interface ReapplyErasuresArguments {
  list: JsonValue;
}

export interface ReapplyErasuresRow {
  userId: string | null;
  rowCount: bigint;
}

export interface RecordConsentArguments {
  person: string;
  purpose: string;
  granted: boolean;
  source: string;
  wordingVersion: string;
  clientAddress?: string | null;
}

export interface RecordLoginArguments {
  email: string;
  succeeded: boolean;
  clientIp: string;
}

export interface RecordLoginRow {
  waitSeconds: number;
}

export interface RecountSeatsArguments {
  event: string;
}

export interface RefreshMediaReferencesRow {
  added: bigint;
  removed: bigint;
}

export interface RefreshSearchArguments {
  maxRows?: bigint | number | null;
  scope?: string | null;
}

export interface RefundBookingArguments {
  booking: string;
  refund?: string | null;
}

export interface RefundBookingRow {
  id: string;
  eventId: string;
  userId: string;
  seats: number;
  unitPrice: string;
  totalPrice: string;
  currency: string;
  status: string;
  bookingDate: Date;
  expiresAt: Date | null;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  refundedAt: Date | null;
  paymentReference: string | null;
  refundDue: boolean;
}

export interface ReorderSectionsArguments {
  page: string;
  sections: readonly string[];
}

export interface RestoreEventArguments {
  event: string;
}

export interface RetentionReportRow {
  entity: string;
  rule: string | null;
  due: bigint | null;
  oldest: Date | null;
}

export interface RevokeArguments {
  role: string;
  profile: string;
}

export interface RollbackPageArguments {
  page: string;
  version: number;
}

export interface RunMaintenanceArguments {
  budgetMs?: number | null;
}

export interface RunMaintenanceRow {
  report: JsonValue | null;
}

export interface SanitizeHtmlArguments {
  html: string;
}

export interface SanitizeHtmlReportArguments {
  html: string;
}

export interface SealAuditArguments {
  maxRows?: number | null;
}

export interface SearchArguments {
  query: string;
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface SectionErrorsArguments {
  sectionType: string;
  data: JsonValue;
}

export interface SectionErrorsRow {
  path: string | null;
  keyword: string | null;
  message: string;
}

export interface SectionSchemaArguments {
  sectionType: string;
}

export interface SeedDevelopmentArguments {
  events?: number | null;
  bookings?: number | null;
  seed?: number | null;
}

export interface SeedDevelopmentRow {
  entity: string;
  rowCount: bigint;
}

export interface SeedProductionArguments {
  adminEmail: string;
  adminPasswordHash: string;
  siteName: string;
}

export interface SeedProductionRow {
  entity: string;
  rowCount: bigint;
}

export interface SetSessionArguments {
  token: string;
}

export interface SetSessionRow {
  userId: string | null;
  role: string;
  expiresAt: Date | null;
}

export interface SetSessionUserArguments {
  person: string;
}

export interface SettingArguments {
  key: string;
}

export interface SettingsArguments {
  settingGroup?: string | null;
  publicOnly?: boolean | null;
}

export interface SettingsAdviceArguments {
  memoryGb: number;
  cores: number;
  storage?: string | null;
  pooled?: boolean | null;
}

export interface SettingsAdviceRow {
  name: string;
  recommended: string | null;
  current: string | null;
  unit: string | null;
  differs: boolean | null;
  restart: boolean | null;
  pendingRestart: boolean | null;
  reason: string | null;
}

export interface SiteStatsArguments {
  firstDay: string;
  lastDay: string;
}

export interface SitemapArguments {
  part?: number | null;
}

export interface SlugifyArguments {
  input: string;
}

export interface SuggestArguments {
  prefix: string;
}

export interface TakeThumbnailsArguments {
  maxRows?: number | null;
  leaseSeconds?: number | null;
}

export interface TakeThumbnailsRow {
  id: string;
  filename: string;
  url: string;
  mimeType: string;
  fileSize: bigint;
  width: number | null;
  height: number | null;
  attempt: number;
}

export interface TenantsRow {
  schemaName: string | null;
  owner: string | null;
  version: number;
  isCurrent: boolean | null;
  bytes: bigint | null;
}

export interface UpdateStatisticsArguments {
  maxRows?: number | null;
  rebuild?: boolean | null;
}

export interface UserBookingsArguments {
  person: string;
  filters?: JsonValue | null;
  pageSize?: number | null;
  cursor?: string | null;
}

export interface Uuid7TimeArguments {
  id: string;
}

export interface ValidateSectionArguments {
  sectionType: string;
  data: JsonValue;
}

export interface ValidateSettingArguments {
  settingType: string;
  value: string;
}

export interface VerifyArguments {
  event?: string | null;
  since?: string | null;
  progress?: boolean | null;
}

export interface VerifyRow {
  problem: string;
  entity: string;
  entityId: string | null;
  expected: string | null;
  actual: string | null;
}

/** All functions of boh for applications. */
export interface Functions {
  /**
   * Adds a section to a page at a position, counted from 0. If another section has that position, it and those
   * after it move up by one. NULL, or a position beyond the last one, means the end. Returns the id of the section.
   * Raises 22004, 22023, 22P02 (no such type), 23514 (data), P0002 (no such page), 25006 (read-only transaction).
   */
  addSection(args: AddSectionArguments): Promise<string>;
  /**
   * Removes what is kept too long: months of the audit whose time is over, counters of failed logins, and the
   * idempotency keys, requests and reasons of bookings that were cancelled 90 days ago and never confirmed or paid.
   * Bookings stay, and so do unused accounts. At most max_rows (1 or more) of each; call it again while a row_count
   * is max_rows. For audit_logs, months are counted rather than rows; those that are not sealed, or that others are
   * reading, stay until the next call, as a NOTICE says. Skips rows that others have locked. Only for roles with
   * the profile maintenance. Raises 22004, 22023, 42501, 25006 (read-only transaction).
   */
  applyRetention(args?: ApplyRetentionArguments): Promise<ApplyRetentionRow[]>;
  /**
   * Archives what was over years ago, in one transaction. Events that are COMPLETED or CANCELLED and ended 2 years
   * ago keep their row; description, pictures, video and tags move to events_archive. Bookings of archived events
   * that ended 7 years ago move to bookings_archive, but no PENDING ones, and none of a year that
   * boh_detach_archive() has taken out: a NOTICE names it. Then looks which media files are in use. max_rows (1 to
   * 1000000) is how many events, and how many bookings, at most. Returns for events, bookings and media_files how
   * many rows were written, and whether there are more to archive at once. Rows that others have locked stay until
   * the next call. Recorded in the audit. Only for roles with the profile maintenance. Raises 22004, 22023, 25006,
   * 42501, BH102 (bookings_archive lacks a column of bookings).
   */
  archive(args?: ArchiveArguments): Promise<ArchiveRow[]>;
  /**
   * Attaches a table that boh_detach_archive() has detached, after it was restored where it had been dropped.
   * Triggers and row-level security that it lacks are made, or switched on. Reads the table; others read and write
   * the archive meanwhile. Returns how many events have their bookings back. Recorded in the audit. Only for the
   * owner of the tables. Raises 22004, 22023 (no such table, or it is attached; it is no ordinary, logged table, or
   * has another owner than bookings_archive), 25006, 42501, BH104 (events or users of its bookings are gone).
   */
  attachArchive(args: AttachArchiveArguments): Promise<bigint>;
  /**
   * Reads the audit, newest rows first. filters is an object with any of user_id (the person who did it), entity (a
   * table), entity_id (a primary key there), action, retention, database_role, success (true or false), from and to
   * (times; from included, to not). entity and entity_id together give the history of one row. Returns {"rows":
   * [..], "next_cursor": ..}: at most page_size rows (1 to 100), each with id, at, who, action, entity, entity_id,
   * success, client_address and changes, an object {column: {"before": .., "after": ..}}; a personal value that was
   * erased is an object with its hash, a large one an object with size and hash. next_cursor is for the next page,
   * with the same filters; null: there is none. Each call is recorded in the audit itself. Only for roles with the
   * profile auditor, and for an ADMIN who is signed in through a role with the profile admin. Raises 42501, 22023
   * (unknown filter, page_size, or a cursor of other filters), 22004 (page_size is NULL), 25006 (a transaction that
   * only reads), and the errors of text that is no uuid or time.
   */
  audit(args?: AuditArguments): Promise<Json<'audit'>>;
  /**
   * The newest seal: its number, its hash in hexadecimal digits, and when it was made. No row: there is no seal.
   * The hash vouches for everything that is sealed: keep it where nobody who can write to the database can change
   * it, and pass it to boh_audit_verify(). Needs the profile auditor, or an ADMIN signed in through the profile
   * admin. Raises 42501.
   */
  auditHead(): Promise<AuditHeadRow>;
  /**
   * Proves that a row of the audit is under a seal: its content, leaf_hash, leaf_index, tree_size, path, root (RFC
   * 6962, section 2.1.1), and seal with number, content and hash. With to_seal, following has the contents of the
   * next seals up to that number, 10000 at most, so that the published hash of that seal proves the row. No part of
   * it is personal. doc/audit.md says how to check it. Needs the profile auditor, or an ADMIN signed in through the
   * profile admin. Raises P0002 (no such row), BH063 (not sealed yet), BH064 (does not match its seal), 22004,
   * 22023, 42501.
   */
  auditProof(args: AuditProofArguments): Promise<Json<'auditProof'>>;
  /**
   * Finds what was changed by force in audit_logs and audit_seals: all of it, or the seals with these numbers and
   * the rows under them. published is what boh_audit_head() returned before, as {"number": .., "hash": ..} or an
   * array of these. Returns one row for each finding: damage, true unless it is for information only; problem, what
   * is wrong; seal and audit_id, where; expected and actual. The last row, without damage, says how much was
   * checked. Works on a standby. Needs the profile auditor, or an ADMIN signed in through the profile admin. Raises
   * 22023, 42501.
   */
  auditVerify(args?: AuditVerifyArguments): Promise<AuditVerifyRow[]>;
  /**
   * Number of seats of an event that are free now: its capacity minus its booked seats. Seats of overdue holds
   * count as free. The booking window is not considered. Every role with USAGE on the schema may ask about
   * PUBLISHED events; about other events, a role that may SELECT them. Raises P0002 (no such event, or the caller
   * may not see it).
   */
  availableSeats(args: AvailableSeatsArguments): Promise<number>;
  /**
   * Opens the door for imports until the transaction ends, or a savepoint from before the call is rolled back.
   * Bookings that the role then inserts may have any status, with their own dates and prices: booking window, end
   * of the event, end of a hold, deleted accounts and the price of today do not matter. Capacity, booking lanes and
   * max_seats_per_user do, and booked_count is right after each statement. An active booking needs an event that is
   * PUBLISHED or COMPLETED. Times of the status that are left out become booking_date. Events that are over may
   * have more seats than their venue. New users with the role USER, pages, sections and media are not recorded in
   * the audit one by one; the import itself is, with the action IMPORT. The door is open for the role that called
   * this, and for no other. Returns false if it was open. Only for the owner of the tables. Raises 42501, 25006
   * (read-only transaction).
   */
  beginImport(): Promise<boolean>;
  /**
   * Books seat_count seats (1 or more) of event for customer. payment is the payment provider's reference: with it
   * the booking is CONFIRMED, without it PENDING, and holds its seats for hold_seconds (1 to 31536000; NULL:
   * setting boh.hold_seconds). A request sent again with the same idempotency_key returns the booking that the
   * first one made, as it is now. Returns exactly one row; refund_due is true for a booking that is CANCELLED and
   * has a payment reference and a price. Raises P0002 (no such event or user), 22003 (price), 22004, 22023
   * (arguments), BH001 to BH005, BH008 (key used for another request), BH019 (hold longer than
   * boh.max_hold_seconds), 55P03 (inside a savepoint: the seats of overdue holds are needed, but others have these
   * locked), 25006 (read-only transaction).
   */
  bookSeats(args: BookSeatsArguments): Promise<BookSeatsRow>;
  /**
   * Events that everybody may see as an iCalendar file (RFC 5545 and 7986) to subscribe to, at most 1,000, soonest
   * first. filters are those of boh_list_events(); without status and past, the file has the PUBLISHED events that
   * are not over, and then the CANCELLED ones. source is the http or https address at which this calendar is served
   * (NULL: not told), at most 2000 characters. The same events give the same text. Needs only USAGE on the schema.
   * Raises 22023 (filters, source, a setting that cannot be used), what the types of filters raise.
   */
  calendarIcal(args?: CalendarIcalArguments): Promise<string>;
  /**
   * Cancels a PENDING or CONFIRMED booking and gives its seats back; reason has 1 to 1000 characters. A booking
   * already cancelled is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006
   * (refunded), 25006 (read-only transaction).
   */
  cancelBooking(args: CancelBookingArguments): Promise<CancelBookingRow>;
  /**
   * Cancels an event and its active bookings; reason becomes their cancel_reason (NULL: 'event cancelled'). Waits
   * for transactions that have bookings of the event locked. Returns how many bookings were cancelled, 0 if the
   * event was cancelled before. Cancelled bookings with a payment reference and a price are due for a refund.
   * Raises P0002 (no such event), BH016 (a COMPLETED event), 25006 (read-only transaction).
   */
  cancelEvent(args: CancelEventArguments): Promise<number>;
  /**
   * Changes the number of seats of an active booking to seat_count (1 or more), at its captured price. More seats
   * obey the rules of a new booking, and the event's price must still be the captured one. Returns exactly one row.
   * Raises P0002 (no such booking), 22003, 22004, 22023, BH001 to BH005, BH007 (not active), BH009 (price changed),
   * BH010 (hold expired), 55P03 (the seats of overdue holds are needed, but others have these locked), 25006
   * (read-only transaction).
   */
  changeSeats(args: ChangeSeatsArguments): Promise<ChangeSeatsRow>;
  /**
   * Says what a column holds that the owner has added to a table of boh, or that is in a table of the owner's own
   * in the data schema. class is as in boh_column_classes(). person_column is the column of type uuid in that table
   * that has the id of the user to whom the row belongs; NULL: the one that boh knows of its own tables, in other
   * tables none, and then export and erasure do not find the row. Recorded in column_classes and in the audit.
   * Returns true when something changed. Only for the owner of the tables. Raises 22004, 22023 (no such class, no
   * such column, a column of boh, a personal column that can neither be NULL nor has a default, or person_column is
   * no uuid), 42501, 25006 (read-only transaction).
   */
  classifyColumn(args: ClassifyColumnArguments): Promise<boolean>;
  /**
   * Media files whose storage should change: those that nothing has referred to for so many days (0 to 36500) and
   * that can move to COLD, and those in COLD storage that are in use again. Pictures of archived events count as
   * not used. file_size is in bytes; unused_since is NULL for a file in use; move_to is HOT or COLD. Move the file,
   * then call boh_media_stored(). Changes nothing. For roles with the profile maintenance, and for roles that may
   * read media_files. Raises 22004, 22023, 42501.
   */
  coldMedia(args?: ColdMediaArguments): Promise<ColdMediaRow[]>;
  /**
   * What each column of the data schema holds. class: NEITHER (neither personal nor financial), FINANCIAL, PAYMENT
   * (financial, names a payment to its provider), CUSTOMER (personal data of a customer), STAFF (of who runs the
   * site) or CREDENTIAL (a secret). erasure is what boh_erase_user() does with it in rows of the person: KEEP,
   * EMPTY (NULL or the default), REPLACE (by a value without meaning) or DELETE (the row). person_column is the
   * column of the table that names the person; NULL: none. classified_by is EXTENSION for the columns of boh, OWNER
   * for those that boh_classify_column() has classified, NOBODY for others: in tables of boh these count as
   * personal data of a customer. Tables of other owners are left out. Raises 42501 (no USAGE on the data schema).
   */
  columnClasses(): Promise<ColumnClassesRow[]>;
  /**
   * Sets PUBLISHED events that have ended to COMPLETED, at most max_rows (1 or more). Skips events that others have
   * locked. Returns how many events it changed; call it again while it returns max_rows. Raises 22023, 25006
   * (read-only transaction).
   */
  completeEvents(args?: CompleteEventsArguments): Promise<number>;
  /**
   * Confirms a PENDING booking and records payment, the payment provider's reference. If the hold has expired, a
   * payment is needed: payment, or one recorded before. Then the booking is confirmed at its captured price if the
   * event is PUBLISHED and has not ended, the seats are free, the limit per user is kept, the account of the user
   * is open, and the payment is not later than boh.max_payment_delay_seconds. Otherwise no error is raised: the
   * booking stays CANCELLED, the payment is recorded, and refund_due is true unless the price is 0. A booking
   * already confirmed with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such
   * booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017
   * (another payment recorded), 25006 (read-only transaction).
   */
  confirmBooking(args: ConfirmBookingArguments): Promise<ConfirmBookingRow>;
  /**
   * Copies a page, as it is edited, with all its sections, hidden ones included. The copy is a DRAFT. If slug (at
   * most 100 characters) is NULL, it is made from the title; if title (at most 300) is NULL, it is that of the
   * page. The author is the person of the session or, without a session, the setting boh.user_id, or else the
   * author of the page. Sections keep type, data, visibility and position; columns of your own get their defaults.
   * Returns the id of the copy. Raises 22004, 22023, 23505 (the slug is taken), 23514 (data that do not match the
   * schema that their type has now), P0002 (no such page), 25006 (read-only transaction).
   */
  copyPage(args: CopyPageArguments): Promise<string>;
  /**
   * Makes a page and its sections. page is an object with title and, optionally, slug, metaDescription, authorId
   * (default: the person of the session or, without a session, the setting boh.user_id), status (default: DRAFT)
   * and publishedAt. sections is an array, in the order of the page, of objects with type, data and, optionally,
   * isVisible (default: true). Returns the id of the page. Raises 22004, 22023 (an argument has another form, and
   * DETAIL lists all errors; or no author), 23514 (data of a section), 25006 (read-only transaction), and what a
   * plain INSERT raises.
   */
  createPage(args: CreatePageArguments): Promise<string>;
  /**
   * Makes the schema schema_name and all tables of boh in it, which belong to the role owner. Returns the version
   * of the schema. No other role gets a privilege there: the owner grants profiles with boh_grant(). The caller
   * needs CREATE on the database and must be able to become the owner. Raises 22004, 22023 (not a name for a
   * schema), 25006 (read-only transaction), 42501, 42704 (no such role), 42P06 (there is such a schema), and what
   * boh_migrate() raises.
   */
  createTenant(args: CreateTenantArguments): Promise<number>;
  /**
   * Detaches the partition of a year from bookings_archive, so that the table can be dumped and dropped. Seats and
   * statistics of its events stay. event_year is the year in which the events ended, in UTC. Waits for others for
   * 50 milliseconds at a time, which keeps new readers of the archive waiting for as long; and locks
   * bookings_archive until the transaction ends, so commit at once. Returns the name of the table. Recorded in the
   * audit. Only for the owner of the tables. Raises 22004, 22023 (no such partition, it is detached already, or not
   * all bookings of the year are archived), 25006, 42501, 55P03 (others read the archive all the time).
   */
  detachArchive(args: DetachArchiveArguments): Promise<string>;
  /**
   * Gives all tables of the tenant schema_name to one node of Citus, with their rows, keys, constraints, triggers,
   * privileges and policies, and returns that node as host:port. Called on the coordinator. For a tenant that has a
   * node, only its policies are made again: call it after citus_schema_move() or a rebalance, because Citus moves
   * none. The audit is then no longer divided by month. The caller must have the privileges of the owner of its
   * tables, and own the schema. Raises 0A000 (there is no Citus), 22004, 25006 (read-only transaction), 42501,
   * BH023, BH024 (no such tenant, or one of others), and what Citus raises.
   */
  distributeTenant(args: DistributeTenantArguments): Promise<string>;
  /**
   * What this installation lacks: a row for each check of the server, the extension and the data schema (setting
   * boh.schema). severity is critical, warning or informational; found is what the check saw; hint has the
   * statement to run when ok is not true, and whom to ask if this role may not run it. ok is NULL for what this
   * role may not see, and for what needs tables while boh_migrate() has not made them: then hint says who sees it,
   * or what comes first. Waits for a table that others have locked for 100 milliseconds, or lock_timeout if that is
   * less; then ok is NULL, too, and hint names the sessions and prepared transactions that must end first. Works as
   * soon as the extension is created, and for every role; the data schema is looked into for roles that may call
   * boh_health(). Changes nothing. Raises nothing.
   */
  doctor(): Promise<DoctorRow[]>;
  /**
   * Drops all tables of boh in the schema schema_name, and the schema. Returns the version that it had. Refused if
   * a table has rows and boh.allow_data_loss is off, and if anything else is in the schema or depends on it. The
   * caller must have the privileges of the owner of its tables and own the schema. Raises 22004, 22023 (not a name
   * for a schema), 25006 (read-only transaction), 2BP01 (objects that are not of boh), 42501, BH024 (no such
   * tenant, or one of others), BH025 (rows would be lost), and what boh_migrate() raises.
   */
  dropTenant(args: DropTenantArguments): Promise<number>;
  /**
   * Erases a person for good: empties what boh_column_classes() says in all rows of the person, deletes the
   * counters of failed logins, and removes personal values from the audit. The account is closed, and its address
   * becomes the id followed by @erased.invalid. Bookings and money stay. Returns how many rows of which table were
   * changed. Can be repeated. reason, 1 to 1000 characters, stays in the audit: name no person in it. If the row of
   * users was deleted before, removes what the audit still has. For an ADMIN who is signed in through a role with
   * the profile admin, and for the owner of the tables. Raises 22004, 22023, 42501, P0002 (no such user), BH051
   * (the last ADMIN), BH071 (open holds or refunds), BH074 (a column that cannot be emptied), 25006 (read-only
   * transaction).
   */
  eraseUser(args: EraseUserArguments): Promise<EraseUserRow[]>;
  /**
   * The list of erased people for boh_reapply_erasures(): an array of objects with user_id and erased_at. Keep it
   * apart from backups. Only for roles with the profile maintenance. Raises 42501.
   */
  erasures(): Promise<Json<'erasures'>>;
  /**
   * The event that a slug leads to, with its venue, tags and the seats that are left; in the form of a row of
   * boh_list_events(), with descriptions and the amenities of the venue. If the slug is an old one, "redirect" is
   * the present slug. NULL: there is no such event that the caller may see. Everybody sees events that were
   * published and are no drafts. Needs only USAGE on the schema. Raises 22004.
   */
  event(args: EventArguments): Promise<Json<'event'> | null>;
  /**
   * The bookings of an event, oldest first, with name and address of who booked: {"rows": [..], "next_cursor": ..}.
   * filters is an object with any of status (an array), from and to (booking_date; from included, to not), user_id
   * and name (part of a name or an address). Returns at most page_size rows (1 to 100), and fewer before the end
   * when filters leave out many bookings. next_cursor is for the next page, with the same event and filters; null:
   * there is none. The same people and roles may call it as boh_event_participants(), and each call is recorded in
   * the audit. Raises 22004, 22023 (unknown filter, page_size, or a cursor of another list), 25006 (a transaction
   * that only reads), 42501, P0002 (no such event), and the errors of text that is no uuid, time or status.
   */
  eventBookings(args: EventBookingsArguments): Promise<Json<'eventBookings'>>;
  /**
   * The event that a slug leads to as an iCalendar file (RFC 5545 and 7986), with its time zone; NULL if there is
   * no such event that everybody may see. UID is the id of the event. SEQUENCE grows when the event or its venue is
   * changed: seconds from created_at to the last change. A cancelled event has STATUS:CANCELLED. Addresses need the
   * public setting site.url. Needs only USAGE on the schema. Raises 22004, 22023 (a setting that cannot be used).
   */
  eventIcal(args: EventIcalArguments): Promise<string | null>;
  /**
   * The event that a slug leads to as search engines read it: an Event of schema.org, in JSON-LD; NULL if there is
   * no such event that everybody may see. Times are local, with offset. Addresses and the organizer need the public
   * settings site.url and site.name. Write < as \u003c before you put it into HTML. Needs only USAGE on the schema.
   * Raises 22004, 22023 (a setting that cannot be used).
   */
  eventJsonld(args: EventJsonldArguments): Promise<Json<'eventJsonld'> | null>;
  /**
   * Who booked an event: one row a booking, in any status, oldest first. For a role that acts for people (profile
   * app or admin): the event's author reads them, if they are ORGANIZER or ADMIN, and through the profile admin an
   * ADMIN those of every event. Any other role reads what it may select from events, bookings and users. Each call
   * is recorded in the audit. Raises 22004, 25006 (a transaction that only reads), 42501 (not the author, whether
   * there is such an event or not), P0002 (no such event, for those who may read every event).
   */
  eventParticipants(args: EventParticipantsArguments): Promise<EventParticipantsRow[]>;
  /**
   * The PUBLISHED event that a slug leads to: its id, its present slug, and whether the slug is an old one. No row:
   * the slug leads to no event, or to one that is not PUBLISHED. Needs only USAGE on the schema. Raises 22004.
   */
  eventSlug(args: EventSlugArguments): Promise<EventSlugRow>;
  /**
   * Sums over the bookings of an event, exact at the moment of the call: an object with event_id, capacity, held,
   * sold, cancelled and refunded (bookings and seats of each status), holds (made, open, confirmed, expired,
   * conversion), money (revenue, refund_due and refunded by currency) and days (seats and money by day of booking
   * and currency). Has no personal data. For the author of the event, who is ORGANIZER or ADMIN; for an ADMIN who
   * is signed in through the profile admin; for roles with the profile reporting or service. Raises 22004, 42501,
   * P0002 (no such event, for those who may read every event).
   */
  eventStats(args: EventStatsArguments): Promise<Json<'eventStats'>>;
  /**
   * Cancels overdue holds, at most max_rows (1 or more). Skips events and bookings that others have locked, and
   * holds that a constraint or trigger of your own keeps from being cancelled; a warning says how many of these
   * there are. It need not be called, because overdue holds count as free anyway. Returns how many holds were
   * cancelled; call it again while it returns max_rows. Raises 22023, 25006 (read-only transaction).
   */
  expireBookings(args?: ExpireBookingsArguments): Promise<number>;
  /**
   * The JSON Schema (draft 2020-12) of what boh_export_user() returns, with a description of each part. Raises
   * nothing.
   */
  exportSchema(): Promise<Json<'exportSchema'>>;
  /**
   * Everything that is kept about a person, by table; boh_export_schema() returns the JSON Schema of it. Times are
   * in UTC. Has no credentials, and no personal data of others. Recorded in the audit. For the person of the
   * session; for anybody as an ADMIN who is signed in through a role with the profile admin, and as the owner of
   * the tables. Raises 22004, 25006 (a transaction that only reads), 42501, P0002 (no such user).
   */
  exportUser(args: ExportUserArguments): Promise<Json<'exportUser'>>;
  /**
   * First step of signing in with a password. Returns one row. If wait_seconds is above 0, do not compare the
   * password; ask the person to try again after so many seconds. Otherwise compare the password with password_hash
   * by bcrypt, whatever user_id is, and then call boh_record_login(). user_id is NULL, and password_hash a hash
   * that fits no password, if there is no such account, if it is deleted, or if it has no password; this takes the
   * same time. client_ip is the address of the person's computer; without it, only failures of the email address
   * count. Reads only. Only for roles with the profile auth. Raises 42501, 22021 (text in a SQL_ASCII database that
   * is not UTF-8).
   */
  findLogin(args: FindLoginArguments): Promise<FindLoginRow>;
  /**
   * Where a text stands, in any case: table, column, and primary key of the row. Looks at all columns of the data
   * schema that can hold text, JSON included, except credentials; JSON and HTML write some characters otherwise,
   * which is found, too. Nothing is changed. Reads all tables; returns at most max_rows (1 to 100000). search_text
   * has 1 to 1000 characters, none of which is a wildcard. Recorded in the audit without the text. For an ADMIN who
   * is signed in through a role with the profile admin, and for the owner of the tables. Raises 22004, 22023, 25006
   * (a transaction that only reads), 42501.
   */
  findPersonalData(args: FindPersonalDataArguments): Promise<FindPersonalDataRow[]>;
  /**
   * Brings booked_count up to date, for one event with booking lanes or for all such events (NULL). Skips events
   * that others have locked. Bookings on lanes do not wait for this. Returns how many events had an outdated count.
   * Needs UPDATE on events. Raises P0002 (no such event), 25006 (read-only transaction).
   */
  foldLanes(args?: FoldLanesArguments): Promise<number>;
  /**
   * Ends the wait of a person who proved in another way who they are, for example by a link in an email: forgets
   * the failures of this email address from this client, and makes the client known. Without client_ip, forgets the
   * failures of the address. Returns true when the person had to wait. Only for roles with the profile auth. Raises
   * 42501, 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only transaction).
   */
  forgiveLogins(args: ForgiveLoginsArguments): Promise<boolean>;
  /**
   * Gives a role a profile: the privileges and policies on the tables of the data schema (setting boh.schema) that
   * this kind of application needs. Profiles: site, app, admin, auth, payments, maintenance, reporting, auditor,
   * trusted, service. Recorded in role_profiles; each later migration applies it again to what it adds. Also makes
   * policies again that a restore lost. Returns true when the role did not have the profile, false when nothing new
   * was recorded. Only for the owner of the tables. Raises 22004, 22023 (unknown profile), 42501 (not the owner),
   * 42704 (no such role), BH050 (profiles that one role must not have together), 25006 (read-only transaction).
   */
  grant(args: GrantArguments): Promise<boolean>;
  /**
   * The profiles of all roles in the data schema, with when and by whom they were granted; role "public" stands for
   * every role. role_exists is false for a role that was dropped or renamed, or that this cluster lacks after a
   * restore. Only for the owner of the tables. Raises 42501.
   */
  grants(): Promise<GrantsRow[]>;
  /**
   * Whether the newest decision of a person for a purpose is a consent. Without any decision it is false, and so it
   * is once the account is deleted. For the person of the session, and for anybody with the profile service,
   * trusted or reporting, or as an ADMIN. Raises 22004, 22023, 42501.
   */
  hasConsent(args: HasConsentArguments): Promise<boolean>;
  /**
   * Whether server, database and data schema (setting boh.schema) are in order: one row for each check. severity is
   * critical, warning or informational; value was found and is compared with threshold, which a setting
   * boh.health_* sets or which is 0; hint says what to do when ok is not true. ok and value are NULL for what this
   * role, or SQL at all, cannot see: then hint says who can. They are NULL, too, if others have a table locked for
   * 100 milliseconds, or lock_timeout if that is less: then hint names the sessions and prepared transactions that
   * must end first. Takes longer than boh_metrics(). For the same roles. Raises 42501, 55P03 (others have locked
   * what tells the version of the tables, or the rights of this role).
   */
  health(): Promise<HealthRow[]>;
  /**
   * Lists what makes html, rich text, unsafe as it is; at most 1,000 rows. No rows: it may be put into a page
   * unchanged, because boh_sanitize_html() would remove and rename nothing, and all tags are well-formed, in an
   * allowed place, and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, and
   * empty if there is none; message says what is wrong. If html cannot be read, a row says so. Raises 22021 (text
   * in a SQL_ASCII database that is not UTF-8).
   */
  htmlErrors(args: HtmlErrorsArguments): Promise<HtmlErrorsRow[]>;
  /**
   * Makes a DRAFT page of an HTML document and returns its id. Runs of text become TEXT sections, as
   * boh_sanitize_html() makes them safe; a picture alone on its line becomes an IMAGE, several of them a GALLERY; a
   * video of YouTube or Vimeo, or of a file, becomes a VIDEO. Pictures within a sentence, list, table or quotation
   * stay in the text. What boh_sanitize_html() removes is removed, and so is nav; if the document has an element
   * main, only its contents are read. Pictures and videos without an allowed address are left out, and a NOTICE
   * says how many; relative addresses are resolved if the document has a base or a canonical link. slug has at most
   * 100 characters; if there is none, it is made from the title. title has at most 300; if there is none, it is
   * that of the document, or else its first h1. The description is that of the document. The author is the person
   * of the session or, without a session, the setting boh.user_id. Raises 22004 (no html), 22023 (no title, no
   * author), 54000 (a limit of boh_sanitize_html(), more than 1,000 sections, or more than 500,000 characters in a
   * paragraph, table or list), 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only
   * transaction), and what a plain INSERT raises.
   */
  importHtml(args: ImportHtmlArguments): Promise<string>;
  /**
   * A time as text, in the format that documents of boh use: ISO 8601 in UTC with milliseconds, such as
   * 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript's Date
   * reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.
   */
  isoTime(args: IsoTimeArguments): Promise<string>;
  /**
   * Lists all errors of data by schema, in the order in which they are found; no rows if data is valid. path is a
   * JSON Pointer into data (RFC 6901), empty for data as a whole; keyword is the keyword of the schema that data
   * does not satisfy; message says what was expected and what was found. Raises the same errors as
   * boh_json_valid().
   */
  jsonErrors(args: JsonErrorsArguments): Promise<JsonErrorsRow[]>;
  /**
   * Returns data as changed by patch. patch is a JSON Patch (RFC 6902): an array of at most 1,000 operations add,
   * remove, replace, move, copy and test. In a path, * instead of an array index stands for every element; in path,
   * for the same element as in from. An operation is skipped if its source or the place for its result does not
   * exist. If a test fails, data is returned unchanged. Raises 22023 (not a valid patch), 54000 (the result grows
   * beyond 256 megabytes).
   */
  jsonPatch(args: JsonPatchArguments): Promise<Json<'jsonPatch'>>;
  /**
   * Whether data is valid by schema, a JSON Schema of draft 2020-12; formats are checked. A session compiles a
   * schema only once. Raises 22023 (not a JSON Schema), 0A000 (the schema needs another document, dialect,
   * vocabulary or format), 54001 (nested too deeply), 2201B (a regular expression became too complex).
   */
  jsonValid(args: JsonValidArguments): Promise<boolean>;
  /**
   * Events that everybody may see, page by page: {"rows": [...], "next_cursor": ...}. Without filters: PUBLISHED
   * events that are not over, by start. filters is an object with category, all_tags, any_tags (slugs), city,
   * country, venue (slug), venue_id, author_id, starts and overlaps ({"from", "to"}), price ({"from", "to"}) with
   * currency, has_seats, status (PUBLISHED, COMPLETED, CANCELLED; DRAFT and ANY for one's own events), past, near
   * ({"latitude", "longitude", "km"}) and order (start, start_desc, price, price_desc, newest, title, title_desc,
   * distance). page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows although
   * next_cursor says that there are more. Needs only USAGE on the schema. Raises 22004, 22023, what the types of
   * filters raise.
   */
  listEvents(args?: ListEventsArguments): Promise<Json<'listEvents'>>;
  /**
   * Files of the media library, newest first, and how many places use each: {"rows": [...], "next_cursor": ...}.
   * filters is an object with folder, mime_type (image/png, or image/ for all pictures), uploaded_by, unused,
   * created ({"from", "to"}) and deleted (true: the bin, by deleted_at, to which created refers then). page_size: 1
   * to 100. cursor: next_cursor of the page before. A page may have fewer rows although next_cursor says that there
   * are more. Needs SELECT on media_files and media_references. Raises 22004, 22023, what the types of filters
   * raise.
   */
  listMedia(args?: ListMediaArguments): Promise<Json<'listMedia'>>;
  /**
   * Pages that readers see now, by published_at, newest first: {"rows": [...], "next_cursor": ...}. filters is an
   * object with author_id, published ({"from", "to"}) and status. With a status (DRAFT, PUBLISHED, ARCHIVED, ANY)
   * the rows are pages as they are edited, newest first, which needs SELECT on content_pages; without one, only
   * USAGE on the schema. page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows
   * although next_cursor says that there are more. Raises 22004, 22023, what the types of filters raise.
   */
  listPages(args?: ListPagesArguments): Promise<Json<'listPages'>>;
  /**
   * Tags, and how many upcoming events had each when maintenance last counted: {"rows": [...], "next_cursor": ...}.
   * filters is an object with order: name, or events for popular tags first (newer tags are missing there). Who may
   * not read all tags gets those that have events. page_size: 1 to 100. cursor: next_cursor of the page before.
   * Needs only USAGE on the schema. Raises 22004, 22023.
   */
  listTags(args?: ListTagsArguments): Promise<Json<'listTags'>>;
  /**
   * Does the tasks of maintenance_tasks that are due, the most overdue first, and begins none after budget_ms
   * milliseconds (1 or more). Returns a row for each task that it did or left, with what it has to say. An error of
   * a task is in the note and in maintenance_tasks, and the next task goes on. A task that others have locked, or
   * that another session is doing, is left. All tasks are in the transaction of the caller, which holds their locks
   * until it ends: so call boh_run_maintenance() instead where you can. On a standby it does nothing, and says so.
   * Needs the profile maintenance. Raises 22004, 22023, 25006 (read-only transaction), 42501.
   */
  maintain(args?: MaintainArguments): Promise<MaintainRow[]>;
  /**
   * What PostgreSQL's own maintenance leaves to people, for the tables of the data schema, with the statement to
   * run: bloated table and bloated index (more than 30 % of no use; bytes is what the statement would free),
   * invalid index, duplicate index, unused index (of your own; those of boh stay), stale statistics, wraparound.
   * Bloat is estimated from the planner's statistics; if the extension pgstattuple is installed and the owner of
   * the tables may call it, tables and indexes that the estimate suspects are read and measured. VACUUM (FULL)
   * locks its table against everybody while it runs. Changes nothing. Needs the profile maintenance. Raises 42501.
   */
  maintenanceAdvice(): Promise<MaintenanceAdviceRow[]>;
  /**
   * Makes a row for a test, and returns its id. entity is user, venue, event, booking, page, section or media.
   * overrides names columns as JSON members; whatever else a valid row needs is filled in, and rows that it refers
   * to are made, too. All rules hold; a booking of an event that is over, or one that is CANCELLED or REFUNDED,
   * needs boh_begin_import() before. Only for the owner of the tables. Raises 22004, 22023 (no such entity or
   * member; DETAIL lists those that are known), 42501, 25006 (read-only transaction), and what an INSERT raises.
   */
  make(args: MakeArguments): Promise<string>;
  /**
   * Makes a copy of a database fit for development: replaces personal data of everybody in the data schema by
   * made-up values that keep the constraints, removes credentials, references to payments, values of settings that
   * are not public, counters of failed logins, and the audit. Free text, such as pages, stays. Returns how many
   * rows of which table were changed. Only for the owner of the tables, and only while boh.allow_data_loss is on.
   * Raises 42501, BH072 (boh.allow_data_loss is off), BH073 (a column of an own table is not classified), BH074 (a
   * column that cannot be emptied), 25006 (read-only transaction).
   */
  maskDatabase(): Promise<MaskDatabaseRow[]>;
  /**
   * Second step of removing files: deletes the rows with these ids, whose files are removed now. Ids that
   * boh_purge_media() has not marked are ignored. Returns how many rows were deleted. Needs SELECT, UPDATE and
   * DELETE on media_files. Raises 22004, BH042 (marked in the same transaction), 25006 (read-only transaction).
   */
  mediaPurged(args: MediaPurgedArguments): Promise<number>;
  /**
   * Records that files are kept in HOT or in COLD storage now. Their rows and addresses stay. Files that are being
   * removed are left out. Returns how many rows changed. For roles with the profile maintenance, and for roles that
   * may change media_files. Raises 22004, 22023, 25006, 42501.
   */
  mediaStored(args: MediaStoredArguments): Promise<number>;
  /**
   * Lists what refers to a file, one row for each place. entity is section, page_version, event or setting; path is
   * the place in it; name describes it in words, and is NULL if the caller may not read it. Needs SELECT on
   * media_files and media_references. Raises P0002 (no such file), 22004.
   */
  mediaUsage(args: MediaUsageArguments): Promise<MediaUsageRow[]>;
  /**
   * Metrics of the data schema (setting boh.schema), its database and the server, for a monitoring system that
   * collects them often: reads no table that grows as a whole. One row for each name and labels. type is counter,
   * gauge or info; help says what is counted, and how exactly. value is NULL for what is not known. For roles with
   * the profile maintenance, members of pg_monitor with USAGE on the schema, an ADMIN who is signed in through the
   * profile admin, and the owner of the tables. Raises 42501.
   */
  metrics(): Promise<MetricsRow[]>;
  /**
   * What boh_metrics() returns as a text in the format OpenMetrics 1.0, which Prometheus reads. A metric whose
   * value is not known has only its description. For the same roles. Raises 42501.
   */
  metricsText(): Promise<string>;
  /**
   * Migrates the schema schema_name (NULL: setting boh.schema), up or down, to version to_version (NULL: the
   * latest; 0: only schema_migrations is left). A missing schema is made. The first step runs as the calling role,
   * which will own the objects. Later steps run as the owner of schema_migrations, whose privileges the caller must
   * have. Returns the steps taken, with direction up or down; no rows if there is nothing to do. Raises BH020 (an
   * applied migration differs), BH021 (a migration is missing), BH022 (the schema is newer than the extension),
   * BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or not a
   * name for a schema), 42P07 (schema_migrations of another tool), 42723 (a function in the schema would hide one
   * of the extension), 42501 (an operator, function or type in the schema or in that of the extension belongs to a
   * role that lacks the privileges of the migrating role), 55000 (a step down would drop a table outside the
   * schema), 0A000 (its tables are on a node of Citus), 25006 (read-only transaction).
   */
  migrate(args?: MigrateArguments): Promise<MigrateRow[]>;
  /**
   * Migrates all tenants that boh_tenants() shows to the latest version, by name, each in a transaction of its own.
   * A tenant that cannot be migrated is told in a WARNING and left as it was, and the next one goes on. report has
   * an object for each tenant that was migrated, with schema, from, to (versions) and ms; its value in the call
   * does not count. Call it again after an error or a crash: it takes those that are left. lock_timeout limits how
   * long it waits for one tenant. Raises BH026, BH027 (tenants could not be migrated; DETAIL has all of them),
   * 25001 (inside a transaction or a function), 25006 (read-only session).
   */
  migrateAll(): Promise<MigrateAllRow>;
  /**
   * Changes the data of all sections of a type, as they are edited and in versions of pages. patch is a JSON Patch
   * for the data, as in boh_json_patch(). new_schema becomes the schema of the type in section_schemas; NULL leaves
   * the schema as it is. Returns how many sections it changed: sections on pages, version_sections in versions.
   * Raises BH032, and changes nothing, if some sections do not match the schema afterwards; if
   * boh.allow_broken_sections is on, those stay as they are instead. Raises 22023 (not a valid patch or schema),
   * BH033 (the type has no schema), 42501 (the role may not change section_schemas and all of content_sections),
   * 25006 (read-only transaction). Others who write sections or publish wait until the transaction ends.
   */
  migrateSections(args: MigrateSectionsArguments): Promise<MigrateSectionsRow>;
  /**
   * The migrations that boh_migrate() applies, oldest first: number, name, and the SQL that takes the step up and
   * back down.
   */
  migrationScripts(): Promise<MigrationScriptsRow[]>;
  /**
   * Moves a section to a position, counted from 0, on its own page or another one. If another section has that
   * position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns
   * the new position. Locks both pages and their sections first, so that no deadlock with boh_reorder_sections() is
   * possible. Raises 22004, 22023, 40001 (somebody else has moved the section meanwhile), P0002 (no such section or
   * page), 25006 (read-only transaction).
   */
  moveSection(args: MoveSectionArguments): Promise<number>;
  /**
   * When the next scheduled page, or the next version of a page, begins to be seen; NULL: none is scheduled. Until
   * then the clock changes nothing that boh_page() returns. Needs only USAGE on the schema. Raises nothing.
   */
  nextPublication(): Promise<Date | null>;
  /**
   * Lists files that nothing refers to, that were uploaded more than older_than_days (0 to 36500) days ago, and
   * that, if they are in the bin, were put there as long ago. boh_purge_media() would mark these files, except
   * those for which it finds missing references. Needs SELECT on media_files. Raises 22004, 22023.
   */
  orphanedMedia(args?: OrphanedMediaArguments): Promise<OrphanedMediaRow[]>;
  /**
   * What readers see now at a slug: {"id", "version", "title", "metaDescription", "publishedAt", "sections":
   * [{"id", "type", "data"}]}. If the slug is an old one, "redirect" is the present slug of the page. If a later
   * version is scheduled, "validUntil" is the time at which it takes over. NULL: readers see no page there. With
   * preview, the page as it is edited, and "version" is null. With expand, each section of type EVENT_LIST has
   * "events", the rows of boh_list_events() that it shows. Needs only USAGE on the schema. With preview it needs
   * SELECT on content_pages and content_sections, and for old slugs also on slug_redirects. Raises 22004.
   */
  page(args: PageArguments): Promise<Json<'page'> | null>;
  /**
   * Lists what would make a page, as it is edited, easier to find and to read: a title of fewer than 60 characters,
   * a description of 150 to 160 characters, one heading of the first level (of a HERO, or h1 in a text),
   * alternative texts of pictures. field is a JSON Pointer into boh_page(slug, true). No rows: there is nothing to
   * improve. Raises 22004, P0002 (no such page).
   */
  pageAdvice(args: PageAdviceArguments): Promise<PageAdviceRow[]>;
  /**
   * How two versions of a page differ for readers; NULL is the page as it is edited. "title" and "metaDescription"
   * are there if they differ, with "from" and "to". "sections" has "added", "removed", "moved" (with positions
   * "from" and "to", counted from 0) and "changed" (with "paths", JSON Pointers into data, and "oldType" if the
   * type changed). Needs SELECT on content_page_versions, for NULL also on content_pages and content_sections.
   * Raises 22004, P0002 (no such page or version).
   */
  pageDiff(args: PageDiffArguments): Promise<Json<'pageDiff'>>;
  /**
   * Publishes a page as it is now, from the time at on. A time in the future schedules the page: until then readers
   * see what they see now. NULL is the current time, but published_at stays as it is if it has passed. Returns the
   * number of the version. Raises 22004, 22023 (at is infinite), P0002 (no such page), 25006 (read-only
   * transaction).
   */
  publishPage(args: PublishPageArguments): Promise<number>;
  /**
   * Deletes counters of logins that nothing was written to for 90 days, oldest first, at most max_rows (1 or more).
   * Skips rows that others have locked. Returns how many were deleted; call it again while it returns max_rows.
   * Needs the profile maintenance, or DELETE on login_counters. Raises 22004, 22023, 42501, 25006 (read-only
   * transaction).
   */
  purgeLogins(args?: PurgeLoginsArguments): Promise<number>;
  /**
   * First step of removing files. Brings references up to date as boh_refresh_media_references() does, then marks
   * the files that boh_orphaned_media(older_than_days) lists; skips files that others have locked. Returns the
   * marked files, also those that were marked before and are not yet confirmed as removed. Commit, remove these
   * files and their thumbnails (a missing one counts as removed), then call boh_media_purged() with the ids. Needs
   * SELECT and UPDATE on media_files. Raises 22004, 22023, 25006 (read-only transaction).
   */
  purgeMedia(args?: PurgeMediaArguments): Promise<PurgeMediaRow[]>;
  /**
   * Erases people again after a backup was restored that still has them. list is what boh_erasures() returned. Open
   * bookings do not stop it, nor does a missing ADMIN. Returns for each person how many rows were changed. Only for
   * the owner of the tables. Raises 22004, 22023 (not such a list), 42501, BH074 (a column that cannot be emptied),
   * 25006 (read-only transaction).
   */
  reapplyErasures(args: ReapplyErasuresArguments): Promise<ReapplyErasuresRow[]>;
  /**
   * Records that a person consents to a purpose, or does not, or not any more. Earlier decisions stay. purpose is a
   * name such as analytics; source says where the person decided; wording_version names the wording that the person
   * was shown; client_address is the address of the person's computer. Returns the id of the row in consents. For
   * the person of the session, and for anybody with the profile service or trusted, or as an ADMIN. Raises 22004,
   * 22023, 42501, P0002 (no such user, or an erased one), 25006 (read-only transaction).
   */
  recordConsent(args: RecordConsentArguments): Promise<string>;
  /**
   * Last step of signing in with a password: records whether the password was right. The person is signed in only
   * if succeeded is true and wait_seconds is 0. A wait above 0 means that the login failed, even if the password
   * was right: others failed at the same time. Failures are counted by email address, by client, and by both
   * together; unknown addresses count as well. The wait doubles with each failure, up to 30 seconds for an address,
   * 15 minutes for an address from one client, one hour for a client. A client from which the person has signed in
   * within 90 days only waits for its own failures with this address. Call it in a transaction of its own, so that
   * no roll-back undoes it. client_ip is as for boh_find_login(). Only for roles with the profile auth. Raises
   * 42501, 22004 (succeeded is NULL), 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only
   * transaction).
   */
  recordLogin(args: RecordLoginArguments): Promise<RecordLoginRow>;
  /**
   * Counts the seats of the active bookings of an event, and sets booked_count and the booking lanes to the sum,
   * but to no more than the capacity. It repairs counters that are wrong, for example after rows were written while
   * triggers were off. Returns how many seats are booked beyond the capacity, 0 if all fit. If it is not 0, cancel
   * bookings in the same transaction, or raise the capacity and call this again. Until that transaction ends nobody
   * else can book the event, and each change of its bookings counts its seats again. Needs UPDATE on events. Raises
   * 22004, P0002 (no such event), BH103 (its bookings were detached from the archive), 25006 (read-only
   * transaction).
   */
  recountSeats(args: RecountSeatsArguments): Promise<bigint>;
  /**
   * Compares the stored references with the contents of all sections, versions, events and settings, and corrects
   * them. Needed after an import that made files later than what refers to them, or that ran while triggers were
   * off. Returns how many references were added and removed. Needs the profile maintenance or UPDATE on
   * media_files. Raises 25006 (read-only transaction).
   */
  refreshMediaReferences(): Promise<RefreshMediaReferencesRow>;
  /**
   * Brings event_search and page_search up to date, at most max_rows rows of each. With the scope ended, only
   * events that have ended since are moved to the past: call it every few minutes. The scope changed also compares
   * all events and pages with their rows and writes those that differ, and counts the events of each tag. The scope
   * words writes the vocabulary for corrections and suggestions anew: call it once a day. The scope all writes
   * everything anew, whatever max_rows says. Returns how many rows were written: {"ended": .., "events": ..,
   * "pages": .., "words": ..}; as long as one of the first three is max_rows, call it again. For the owner of the
   * tables and roles with the profile maintenance; others need UPDATE on event_search. Raises 42501, 22004, 22023,
   * 25006 (read-only transaction).
   */
  refreshSearch(args?: RefreshSearchArguments): Promise<Json<'refreshSearch'>>;
  /**
   * Records that a CONFIRMED or CANCELLED booking was paid back; refund is the payment provider's reference. A
   * CONFIRMED booking gives its seats back. A booking already refunded with the same reference is returned as it
   * is. Returns exactly one row. Raises P0002 (no such booking), BH006 (PENDING), BH017 (another refund recorded),
   * 25006 (read-only transaction).
   */
  refundBooking(args: RefundBookingArguments): Promise<RefundBookingRow>;
  /**
   * Puts the sections of a page into the order of their ids in the array, at positions from 0 on. Returns how many
   * sections have another position now. Raises 22004, BH034 (the array does not name each section of the page,
   * hidden ones included, once), P0002 (no such page), 25006 (read-only transaction).
   */
  reorderSections(args: ReorderSectionsArguments): Promise<number>;
  /**
   * Brings an archived event back, with its content, the tags that still exist, and all its bookings. It is not
   * archived again for 90 days. If the user has used the idempotency key of a booking again since it was archived,
   * the booking comes back without key. Returns how many bookings came back. Recorded in the audit. For roles with
   * the profile maintenance, and for an ADMIN who is signed in through a role with the profile admin. Raises 22004,
   * 25006, 42501, 55000 (the event is not in the archive), P0002, BH102, BH103 (its bookings were detached).
   */
  restoreEvent(args: RestoreEventArguments): Promise<bigint>;
  /**
   * How many rows are kept longer than their rule says, and how old the oldest is. boh_apply_retention() does what
   * the rules say, except for accounts that nobody has used for 3 years: whether to erase these is for people to
   * decide. Reads whole tables. Only for roles with the profile maintenance. Raises 42501.
   */
  retentionReport(): Promise<RetentionReportRow[]>;
  /**
   * Takes a profile from a role, with its privileges and policies. What other profiles of the role need stays. So
   * do privileges that the role had before boh knew profiles, unless boh_grant() granted the profile again since.
   * Returns true when the role had the profile. Only for the owner of the tables. Raises 22004, 22023 (unknown
   * profile), 42501 (not the owner), 25006 (read-only transaction).
   */
  revoke(args: RevokeArguments): Promise<boolean>;
  /**
   * Restores title, meta description and sections of a page, hidden ones included, from a version. Writes them as a
   * new version, which is live if the page is PUBLISHED. Returns the number of the new version. Raises 22004,
   * 22023, P0002 (no such page or version), 23514 (a section does not match the schema that its type has now),
   * 25006 (read-only transaction).
   */
  rollbackPage(args: RollbackPageArguments): Promise<number>;
  /**
   * Does what boh_maintain() does, each task in a transaction of its own. report is what boh_maintain() returns, as
   * an array of objects; its value in the call does not count. For cron and pg_cron: CALL boh_run_maintenance().
   * Needs the profile maintenance. Raises 22004, 22023, 25001 (inside a transaction or a function), 25006
   * (read-only session), 42501.
   */
  runMaintenance(args?: RunMaintenanceArguments): Promise<RunMaintenanceRow>;
  /**
   * Returns html, rich text from an editor, without anything that could do harm on a page. Only elements,
   * attributes and URLs of an allow list are kept. Visible text is kept. Ids of headings get the prefix content-,
   * and links to them are changed to match; text-align of a style becomes a class. Browsers read the result as the
   * tree that was written, and sanitizing the result again does not change it. Raises 54000 (larger than 8 MB,
   * nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read
   * it), 22021 (text in a SQL_ASCII database that is not UTF-8).
   */
  sanitizeHtml(args: SanitizeHtmlArguments): Promise<string>;
  /**
   * Does what boh_sanitize_html() does, and reports to editors what it did. Returns an object with these keys:
   * html, the result; removed, an array of what was removed; changed, an array of what was replaced; truncated,
   * whether there was more. Both arrays together have at most 1,000 entries, in the order of the document. An entry
   * has these keys: path, an XPath to the element or attribute in the given html as in boh_html_errors() (empty if
   * there is none); kind (element, attribute, url, class, style, id, comment, text, document); name of the element
   * or attribute; from, the old value, and to, the new one, the first 200 bytes of each; message, the reason. A key
   * without a value is left out. Raises what boh_sanitize_html() raises.
   */
  sanitizeHtmlReport(args: SanitizeHtmlReportArguments): Promise<Json<'sanitizeHtmlReport'>>;
  /**
   * Seals rows of audit_logs that no seal covers yet, max_rows (1 to 100000) at most, of transactions that have all
   * ended, and creates the partitions of the coming months. Returns how many rows were sealed: fewer than max_rows
   * means that no more can be sealed now, 0 also that another session is sealing. Needs the profile maintenance or
   * INSERT on audit_seals. Raises 22004, 22023, 25006 (read-only transaction, standby), BH061 (an index is
   * missing), BH062 (the seals are of a later state of the server).
   */
  sealAudit(args?: SealAuditArguments): Promise<number>;
  /**
   * Finds events that everybody may see, and published pages, by their words, the best first: a word in the title
   * counts more than one among the tags, that more than one in the name or place of the venue, and that more than
   * one in the text; what is upcoming counts more than what is over. query has the syntax of web search: all words
   * must be there; "two words" one after the other; OR between two words; -word is left out; the last word may be
   * the beginning of a longer one, unless a space or quote follows. Accents and capitals do not matter. Any text is
   * a query; 1000 bytes and 24 words of it are read. filters is an object with the filters of boh_list_events()
   * except order, and kind (event or page); with a filter of events, no pages are found. Returns {"rows": [..],
   * "next_cursor": .., "candidates": .., "truncated": .., "facets": .., "did_you_mean": .., "any_word": ..,
   * "query_cut": ..}: at most page_size rows (1 to 100), each with kind, title_html and excerpt_html (safe HTML
   * with marked words), and event or page. At most 1200 candidates are compared; truncated says that there may be
   * more, and facets counts them by category, city and month. If nothing has the words, did_you_mean is the query
   * with typing errors corrected, whose results these are (needs the extension pg_trgm); any_word: the rows have
   * some of the words only. next_cursor is for the next page of the same call; null: there is none. Raises 22023
   * (unknown filter, page_size, or a cursor of another query), 22004 (query or page_size is NULL).
   */
  search(args: SearchArguments): Promise<Json<'search'>>;
  /**
   * Lists all errors of data by the schema of section_type, in the form of boh_json_errors(); no rows if there are
   * none. Raises BH033 and 42501 like boh_validate_section().
   */
  sectionErrors(args: SectionErrorsArguments): Promise<SectionErrorsRow[]>;
  /**
   * The JSON Schema that data of sections of this type must match now, with title and description of each key: the
   * one in section_schemas, or else that of the extension. Raises BH033 and 42501 like boh_validate_section().
   */
  sectionSchema(args: SectionSchemaArguments): Promise<Json<'sectionSchema'>>;
  /**
   * Makes data to develop with: users with names in many scripts, venues in real cities, events of all kinds before
   * and after today, bookings of every status whose events are as unequal as in life, media, and pages with every
   * type of section. Two calls on one day with the same arguments make the same rows to the last id; on another day
   * all times move with it. Addresses end with @seed.example; nobody has a password. events is 10 to 10000000,
   * bookings 0 to 100000000; NOTICEs tell the progress. Returns how many rows of which table were made; none when
   * the schema was seeded before. Only for the owner of the tables. Raises 22004, 22023, 42501, BH090 (there are
   * users other than ADMINs, venues, events, tags or media), 25006 (read-only transaction).
   */
  seedDevelopment(args?: SeedDevelopmentArguments): Promise<SeedDevelopmentRow[]>;
  /**
   * Makes what a site needs before it opens: an ADMIN, unless there is one; the settings of all groups; the pages
   * home, about, contact, terms and privacy, published. What is there stays as it is, so a second call changes
   * nothing. admin_password_hash is a bcrypt hash; site_name has 1 to 200 characters. Returns how many rows of
   * which table were made. Only for the owner of the tables. Raises 22004, 22023, 23514 (no address, no hash),
   * 42501, 25006 (read-only transaction).
   */
  seedProduction(args: SeedProductionArguments): Promise<SeedProductionRow[]>;
  /**
   * Role of the person for whom this transaction runs, as users had it when boh_set_session() was called: USER,
   * ORGANIZER or ADMIN; ORGANIZER for an ADMIN who is signed in through a role with the profile app; ANONYMOUS when
   * nobody is signed in. users is as for boh_session_user(). Reads no table and raises no error.
   */
  sessionRole(): Promise<string>;
  /**
   * Id of the person for whom this transaction runs, as boh_set_session() proved it; NULL: nobody is signed in.
   * users is the table users of a data schema: a session of another schema then counts as none. A policy must name
   * it, because clients choose the schema in which they sign in; NULL takes the session of any schema. Reads no
   * table and raises no error.
   */
  sessionUser(): Promise<string | null>;
  /**
   * Signs a person in until the transaction ends: token is a JWT that a key of session_keys has signed. Returns the
   * person's id, the role that users has now, and the end of the token. Rolling back to a savepoint brings the
   * session back that was set before; calling it again sets another. NULL is a visitor who is not signed in:
   * nobody, ANONYMOUS, no end. Needs USAGE on the data schema alone. Raises 42501 for every token that is not
   * valid, and only the server's log says why. Warns outside a transaction block, where the session ends with the
   * statement (25P01), and, once a connection, a role that row-level security does not concern.
   */
  setSession(args: SetSessionArguments): Promise<SetSessionRow>;
  /**
   * Makes the transaction run for a person, without a token: for applications that prove people themselves. Only
   * for roles with the profile trusted. It defends against a forgotten WHERE clause, not against injected SQL,
   * which can call it as well. NULL: nobody is signed in. Returns true when somebody is. Raises 42501 (no profile
   * trusted), P0002 (no such user, or a deleted account).
   */
  setSessionUser(args: SetSessionUserArguments): Promise<boolean>;
  /**
   * Value of a setting as text; NULL if there is no such setting, if it has no value, or if the caller may not read
   * it. Every role with USAGE on the schema may read public settings; other settings, a role that may SELECT key
   * and value of site_settings. If row-level security applies to that role, the table itself is read for these.
   * Sessions keep values in memory, and forget them as soon as a change is committed. So even under REPEATABLE READ
   * this is the value that is committed now, or that this transaction has written.
   */
  setting(args: SettingArguments): Promise<string | null>;
  /**
   * The settings of a group, or all settings for NULL, as one object of keys and values; only those with is_public,
   * unless public_only is false: then also those that the caller may SELECT from site_settings. A NUMBER becomes a
   * JSON number, a BOOLEAN true or false, JSON itself, any other type a string; no value is null. Values are kept
   * in memory as by boh_setting(). Raises 22004 (public_only is NULL), 22023 (unknown group), 23514 (a value that
   * was written without the trigger and does not match its type), 42501 (public_only is false, and the caller may
   * not SELECT key, value, type, setting_group and is_public of site_settings).
   */
  settings(args?: SettingsArguments): Promise<Json<'settings'>>;
  /**
   * Lines of postgresql.conf for the workload of boh on a machine that is for this server alone. memory_gb: 1 to
   * 65536. cores: 1 to 4096. storage: ssd, hdd or network. pooled: clients connect through a pool such as
   * PgBouncer. recommended is what to set, current what is set in this session, unit what a number without a unit
   * means, differs whether both are different, restart whether a change needs a restart of the server,
   * pending_restart whether the file has a value that waits for one, and reason why. Changes nothing. Raises 22004,
   * 22023.
   */
  settingsAdvice(args: SettingsAdviceArguments): Promise<SettingsAdviceRow[]>;
  /**
   * Sums over the bookings of all events that were made from first_day to last_day, both included, days in UTC,
   * 3660 at most; exact at the moment of the call. An object with first_day, last_day, and the members that
   * boh_event_stats() has. For an ADMIN who is signed in through the profile admin, and for roles with the profile
   * reporting or service. Raises 22004, 22023 (last_day), 42501.
   */
  siteStats(args: SiteStatsArguments): Promise<Json<'siteStats'>>;
  /**
   * A site map as sitemaps.org defines it. Part 0 is the index, with the addresses of all other parts; each of
   * these has the addresses of at most 50,000 pages that readers see now, or of as many events that everybody may
   * see, and when each was last changed. NULL: there is no such part. Needs the public setting site.url;
   * site.event_path, site.page_path, site.sitemap_path and site.home_page are used if they are public. Needs only
   * USAGE on the schema. Raises 22004, 22023 (part below 0, a setting that cannot be used), 55000 (no site.url).
   */
  sitemap(args?: SitemapArguments): Promise<string | null>;
  /**
   * Makes a slug, a readable name for URLs, from input, a title or name. Reads the first 1,024 characters of input,
   * and returns at most 100 characters of the form ^[a-z0-9]+(-[a-z0-9]+)*$, by the transliteration rules of ICU
   * (Unicode CLDR). Apostrophes are removed, & becomes and, other punctuation separates words. Returns NULL if no
   * letter or digit of input can be written in ASCII. Raises 22021 (text in a SQL_ASCII database that is not
   * UTF-8), 38000 (the ICU library lacks its transliteration data).
   */
  slugify(args: SlugifyArguments): Promise<string | null>;
  /**
   * What somebody who has typed prefix into a search box may mean: {"words": [..], "tags": [{"name": .., "slug":
   * ..}, ..], "cities": [{"name": ..}, ..], "venues": [{"name": .., "slug": ..}, ..], "titles": [{"title": ..,
   * "slug": ..}, ..]} with at most five of each. words are texts to go on with, titles those of upcoming events.
   * Words, tags, cities and venues are those that boh_refresh_search(scope => 'words') found. Raises 22004 (prefix
   * is NULL).
   */
  suggest(args: SuggestArguments): Promise<Json<'suggest'>>;
  /**
   * Gives up to max_rows pictures without a thumbnail, oldest first, to a worker that makes the thumbnails. Nobody
   * else gets them for lease_seconds (1 to 86400). A thumbnail is done when thumbnail_url is set. A picture is
   * given out five times at most; attempt says which time this is. Needs SELECT and UPDATE on media_files. Raises
   * 22004, 22023, 25006 (read-only transaction).
   */
  takeThumbnails(args?: TakeThumbnailsArguments): Promise<TakeThumbnailsRow[]>;
  /**
   * The data schemas of the database whose owner's privileges the caller has, by name: the owner of the tables, the
   * version of the schema (0: no tables), whether that is the latest, and the bytes of its tables and indexes as
   * VACUUM or ANALYZE last saw them. Waits for nobody who has tables locked. Raises nothing.
   */
  tenants(): Promise<TenantsRow[]>;
  /**
   * Sums up the bookings that have changed since the last call, about max_rows (1 to 1000000) of them, so that
   * boh_event_stats() and boh_site_stats() need not read them. They are exact without it, but slow. rebuild: sums
   * up all bookings anew, over several calls, as after rows were loaded while triggers were disabled. Returns how
   * many bookings it summed up; call it again while it returns max_rows. 0 means also that another session is doing
   * it. Needs the profile maintenance or INSERT on booking_days. Raises 22004, 22023, 25006 (read-only transaction,
   * standby), 40001.
   */
  updateStatistics(args?: UpdateStatisticsArguments): Promise<number>;
  /**
   * The bookings of a person, newest first, each with its event: {"rows": [..], "next_cursor": ..}. filters is an
   * object with any of status (an array), from and to (booking_date; from included, to not), event_id and upcoming
   * (true: the event has not ended, false: it has). Returns at most page_size rows (1 to 100), and fewer before the
   * end when filters leave out many bookings. next_cursor is for the next page, with the same person and filters;
   * null: there is none. For a role that acts for people (profile app or admin): people read their own bookings,
   * and through the profile admin an ADMIN those of everybody. Any other role reads what it may select from
   * bookings and events. Raises 22004, 22023 (unknown filter, page_size, or a cursor of another list), 42501, and
   * the errors of text that is no uuid, time or status.
   */
  userBookings(args: UserBookingsArguments): Promise<Json<'userBookings'>>;
  /**
   * Makes a time-ordered identifier, a UUID of version 7 (RFC 9562): 48 bits for the milliseconds since 1970 (UTC),
   * 12 bits for the fraction of the millisecond, 62 random bits. It is greater than all that this session made
   * before, even if the clock goes back. Raises XX000 (no random values).
   */
  uuid7(): Promise<string>;
  /**
   * Time at which id was made, to the millisecond, if id is a UUID of version 7 and of the variant of RFC 9562;
   * otherwise NULL. Raises nothing.
   */
  uuid7Time(args: Uuid7TimeArguments): Promise<Date | null>;
  /**
   * Returns true if data match the schema of section_type; otherwise raises 23514. Its message has the first place
   * that is wrong, what was expected and what was found; its DETAIL has all errors, up to 64 kilobytes. Raises
   * BH033 (the type does not exist or has no schema), 42501 (the role may not read section_schemas).
   */
  validateSection(args: ValidateSectionArguments): Promise<boolean>;
  /**
   * Whether a setting of that type can have the value. NUMBER is a number as JSON writes it, with at most 131072
   * digits before the point and 16383 after it; BOOLEAN is true or false; JSON is a JSON text that jsonb can store,
   * nested at most 1000 levels deep; IMAGE is a URL as in the format boh-image-url; TEXT is anything. NULL, no
   * value, is possible for each type. The trigger of site_settings uses the same check. Raises 22004 (no type),
   * 22023 (unknown type).
   */
  validateSetting(args: ValidateSettingArguments): Promise<boolean>;
  /**
   * Checks the data schema. Finds counters that are wrong, statistics that differ from a recount, rows that break a
   * rule, triggers and constraints that are missing or switched off, tables, columns and enums that differ from
   * what the migrations made, policies that are missing or differ from what boh_grant() makes, and profiles of
   * roles that do not exist. Returns one row for each finding: problem, what is wrong; entity, the table or type;
   * entity_id, the row (NULL: the table itself); expected, what it should be; actual, what it is. No rows:
   * everything is in order. Reads the whole schema, except the rows of tables with a column that is missing, has
   * another type or may be null. With event, checks only that event and its bookings. With since, checks only those
   * bookings that changed in that time, and their events; the rest as always. Sends notices that say how far it has
   * come: with progress after each check, without it after each that ends five seconds or more after the last
   * notice; with false none. Raises 22023 (since), 42501 (row-level security hides rows from the role), P0002 (no
   * such event).
   */
  verify(args?: VerifyArguments): Promise<VerifyRow[]>;
  /**
   * Version of the loaded library, such as 0.1.0. It differs from pg_extension.extversion after new files were
   * installed and before ALTER EXTENSION boh UPDATE.
   */
  version(): Promise<string>;
}

/** The same lists, row by row, however many pages they have. */
export interface Lists {
  audit(args?: Omit<AuditArguments, 'cursor'>): AsyncIterableIterator<RowOf<'audit'>>;
  eventBookings(args: Omit<EventBookingsArguments, 'cursor'>): AsyncIterableIterator<RowOf<'eventBookings'>>;
  listEvents(args?: Omit<ListEventsArguments, 'cursor'>): AsyncIterableIterator<RowOf<'listEvents'>>;
  listMedia(args?: Omit<ListMediaArguments, 'cursor'>): AsyncIterableIterator<RowOf<'listMedia'>>;
  listPages(args?: Omit<ListPagesArguments, 'cursor'>): AsyncIterableIterator<RowOf<'listPages'>>;
  listTags(args?: Omit<ListTagsArguments, 'cursor'>): AsyncIterableIterator<RowOf<'listTags'>>;
  search(args: Omit<SearchArguments, 'cursor'>): AsyncIterableIterator<RowOf<'search'>>;
  userBookings(args: Omit<UserBookingsArguments, 'cursor'>): AsyncIterableIterator<RowOf<'userBookings'>>;
}

export const definitions: Record<keyof Functions, Definition> = {
  addSection: { name: 'boh_add_section', kind: 'value', inputs: { page: ['page', 'uuid'], sectionType: ['section_type', 'text'], data: ['data', 'jsonb'], atPosition: ['at_position', 'integer'] }, outputs: { value: ['value', 'uuid'] } },
  applyRetention: { name: 'boh_apply_retention', kind: 'rows', inputs: { maxRows: ['max_rows', 'integer'] }, outputs: { entity: ['entity', 'text'], rowCount: ['row_count', 'bigint'] } },
  archive: { name: 'boh_archive', kind: 'rows', inputs: { maxRows: ['max_rows', 'integer'] }, outputs: { entity: ['entity', 'text'], rowCount: ['row_count', 'bigint'], more: ['more', 'boolean'] } },
  attachArchive: { name: 'boh_attach_archive', kind: 'value', inputs: { eventYear: ['event_year', 'integer'] }, outputs: { value: ['value', 'bigint'] } },
  audit: { name: 'boh_audit', kind: 'value', inputs: { filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  auditHead: { name: 'boh_audit_head', kind: 'row', inputs: {}, outputs: { number: ['number', 'bigint'], hash: ['hash', 'text'], sealedAt: ['sealed_at', 'timestamp with time zone'] } },
  auditProof: { name: 'boh_audit_proof', kind: 'value', inputs: { auditId: ['audit_id', 'uuid'], toSeal: ['to_seal', 'bigint'] }, outputs: { value: ['value', 'jsonb'] } },
  auditVerify: { name: 'boh_audit_verify', kind: 'rows', inputs: { fromSeal: ['from_seal', 'bigint'], toSeal: ['to_seal', 'bigint'], published: ['published', 'jsonb'] }, outputs: { damage: ['damage', 'boolean'], problem: ['problem', 'text'], seal: ['seal', 'bigint'], auditId: ['audit_id', 'uuid'], expected: ['expected', 'text'], actual: ['actual', 'text'] } },
  availableSeats: { name: 'boh_available_seats', kind: 'value', inputs: { event: ['event', 'uuid'] }, outputs: { value: ['value', 'integer'] } },
  beginImport: { name: 'boh_begin_import', kind: 'value', inputs: {}, outputs: { value: ['value', 'boolean'] } },
  bookSeats: { name: 'boh_book_seats', kind: 'row', inputs: { event: ['event', 'uuid'], customer: ['customer', 'uuid'], seatCount: ['seat_count', 'integer'], idempotencyKey: ['idempotency_key', 'text'], payment: ['payment', 'text'], holdSeconds: ['hold_seconds', 'integer'] }, outputs: { id: ['id', 'uuid'], eventId: ['event_id', 'uuid'], userId: ['user_id', 'uuid'], seats: ['seats', 'integer'], unitPrice: ['unit_price', 'numeric'], totalPrice: ['total_price', 'numeric'], currency: ['currency', 'text'], status: ['status', 'text'], bookingDate: ['booking_date', 'timestamp with time zone'], expiresAt: ['expires_at', 'timestamp with time zone'], confirmedAt: ['confirmed_at', 'timestamp with time zone'], cancelledAt: ['cancelled_at', 'timestamp with time zone'], refundedAt: ['refunded_at', 'timestamp with time zone'], paymentReference: ['payment_reference', 'text'], refundDue: ['refund_due', 'boolean'] } },
  calendarIcal: { name: 'boh_calendar_ical', kind: 'value', inputs: { filters: ['filters', 'jsonb'], source: ['source', 'text'] }, outputs: { value: ['value', 'text'] } },
  cancelBooking: { name: 'boh_cancel_booking', kind: 'row', inputs: { booking: ['booking', 'uuid'], reason: ['reason', 'text'] }, outputs: { id: ['id', 'uuid'], eventId: ['event_id', 'uuid'], userId: ['user_id', 'uuid'], seats: ['seats', 'integer'], unitPrice: ['unit_price', 'numeric'], totalPrice: ['total_price', 'numeric'], currency: ['currency', 'text'], status: ['status', 'text'], bookingDate: ['booking_date', 'timestamp with time zone'], expiresAt: ['expires_at', 'timestamp with time zone'], confirmedAt: ['confirmed_at', 'timestamp with time zone'], cancelledAt: ['cancelled_at', 'timestamp with time zone'], refundedAt: ['refunded_at', 'timestamp with time zone'], paymentReference: ['payment_reference', 'text'], refundDue: ['refund_due', 'boolean'] } },
  cancelEvent: { name: 'boh_cancel_event', kind: 'value', inputs: { event: ['event', 'uuid'], reason: ['reason', 'text'] }, outputs: { value: ['value', 'integer'] } },
  changeSeats: { name: 'boh_change_seats', kind: 'row', inputs: { booking: ['booking', 'uuid'], seatCount: ['seat_count', 'integer'] }, outputs: { id: ['id', 'uuid'], eventId: ['event_id', 'uuid'], userId: ['user_id', 'uuid'], seats: ['seats', 'integer'], unitPrice: ['unit_price', 'numeric'], totalPrice: ['total_price', 'numeric'], currency: ['currency', 'text'], status: ['status', 'text'], bookingDate: ['booking_date', 'timestamp with time zone'], expiresAt: ['expires_at', 'timestamp with time zone'], confirmedAt: ['confirmed_at', 'timestamp with time zone'], cancelledAt: ['cancelled_at', 'timestamp with time zone'], refundedAt: ['refunded_at', 'timestamp with time zone'], paymentReference: ['payment_reference', 'text'], refundDue: ['refund_due', 'boolean'] } },
  classifyColumn: { name: 'boh_classify_column', kind: 'value', inputs: { tableName: ['table_name', 'text'], columnName: ['column_name', 'text'], class: ['class', 'text'], personColumn: ['person_column', 'text'] }, outputs: { value: ['value', 'boolean'] } },
  coldMedia: { name: 'boh_cold_media', kind: 'rows', inputs: { olderThanDays: ['older_than_days', 'integer'] }, outputs: { id: ['id', 'uuid'], filename: ['filename', 'text'], url: ['url', 'text'], fileSize: ['file_size', 'bigint'], unusedSince: ['unused_since', 'timestamp with time zone'], storage: ['storage', 'text'], moveTo: ['move_to', 'text'] } },
  columnClasses: { name: 'boh_column_classes', kind: 'rows', inputs: {}, outputs: { tableName: ['table_name', 'text'], columnName: ['column_name', 'text'], class: ['class', 'text'], erasure: ['erasure', 'text'], personColumn: ['person_column', 'text'], classifiedBy: ['classified_by', 'text'] } },
  completeEvents: { name: 'boh_complete_events', kind: 'value', inputs: { maxRows: ['max_rows', 'integer'] }, outputs: { value: ['value', 'integer'] } },
  confirmBooking: { name: 'boh_confirm_booking', kind: 'row', inputs: { booking: ['booking', 'uuid'], payment: ['payment', 'text'] }, outputs: { id: ['id', 'uuid'], eventId: ['event_id', 'uuid'], userId: ['user_id', 'uuid'], seats: ['seats', 'integer'], unitPrice: ['unit_price', 'numeric'], totalPrice: ['total_price', 'numeric'], currency: ['currency', 'text'], status: ['status', 'text'], bookingDate: ['booking_date', 'timestamp with time zone'], expiresAt: ['expires_at', 'timestamp with time zone'], confirmedAt: ['confirmed_at', 'timestamp with time zone'], cancelledAt: ['cancelled_at', 'timestamp with time zone'], refundedAt: ['refunded_at', 'timestamp with time zone'], paymentReference: ['payment_reference', 'text'], refundDue: ['refund_due', 'boolean'] } },
  copyPage: { name: 'boh_copy_page', kind: 'value', inputs: { page: ['page', 'uuid'], slug: ['slug', 'text'], title: ['title', 'text'] }, outputs: { value: ['value', 'uuid'] } },
  createPage: { name: 'boh_create_page', kind: 'value', inputs: { page: ['page', 'jsonb'], sections: ['sections', 'jsonb'] }, outputs: { value: ['value', 'uuid'] } },
  createTenant: { name: 'boh_create_tenant', kind: 'value', inputs: { schemaName: ['schema_name', 'text'], owner: ['owner', 'text'] }, outputs: { value: ['value', 'integer'] } },
  detachArchive: { name: 'boh_detach_archive', kind: 'value', inputs: { eventYear: ['event_year', 'integer'] }, outputs: { value: ['value', 'text'] } },
  distributeTenant: { name: 'boh_distribute_tenant', kind: 'value', inputs: { schemaName: ['schema_name', 'text'] }, outputs: { value: ['value', 'text'] } },
  doctor: { name: 'boh_doctor', kind: 'rows', inputs: {}, outputs: { checkName: ['check_name', 'text'], severity: ['severity', 'text'], ok: ['ok', 'boolean'], found: ['found', 'text'], hint: ['hint', 'text'] } },
  dropTenant: { name: 'boh_drop_tenant', kind: 'value', inputs: { schemaName: ['schema_name', 'text'] }, outputs: { value: ['value', 'integer'] } },
  eraseUser: { name: 'boh_erase_user', kind: 'rows', inputs: { person: ['person', 'uuid'], reason: ['reason', 'text'] }, outputs: { entity: ['entity', 'text'], rowCount: ['row_count', 'bigint'] } },
  erasures: { name: 'boh_erasures', kind: 'value', inputs: {}, outputs: { value: ['value', 'jsonb'] } },
  event: { name: 'boh_event', kind: 'value', inputs: { slug: ['slug', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  eventBookings: { name: 'boh_event_bookings', kind: 'value', inputs: { event: ['event', 'uuid'], filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  eventIcal: { name: 'boh_event_ical', kind: 'value', inputs: { slug: ['slug', 'text'] }, outputs: { value: ['value', 'text'] } },
  eventJsonld: { name: 'boh_event_jsonld', kind: 'value', inputs: { slug: ['slug', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  eventParticipants: { name: 'boh_event_participants', kind: 'rows', inputs: { event: ['event', 'uuid'] }, outputs: { bookingId: ['booking_id', 'uuid'], userId: ['user_id', 'uuid'], name: ['name', 'text'], email: ['email', 'text'], seats: ['seats', 'integer'], status: ['status', 'text'], bookingDate: ['booking_date', 'timestamp with time zone'] } },
  eventSlug: { name: 'boh_event_slug', kind: 'row', inputs: { slug: ['slug', 'text'] }, outputs: { eventId: ['event_id', 'uuid'], presentSlug: ['present_slug', 'text'], redirected: ['redirected', 'boolean'] } },
  eventStats: { name: 'boh_event_stats', kind: 'value', inputs: { event: ['event', 'uuid'] }, outputs: { value: ['value', 'jsonb'] } },
  expireBookings: { name: 'boh_expire_bookings', kind: 'value', inputs: { maxRows: ['max_rows', 'integer'] }, outputs: { value: ['value', 'integer'] } },
  exportSchema: { name: 'boh_export_schema', kind: 'value', inputs: {}, outputs: { value: ['value', 'jsonb'] } },
  exportUser: { name: 'boh_export_user', kind: 'value', inputs: { person: ['person', 'uuid'] }, outputs: { value: ['value', 'jsonb'] } },
  findLogin: { name: 'boh_find_login', kind: 'row', inputs: { email: ['email', 'text'], clientIp: ['client_ip', 'inet'] }, outputs: { userId: ['user_id', 'uuid'], passwordHash: ['password_hash', 'text'], emailVerified: ['email_verified', 'boolean'], waitSeconds: ['wait_seconds', 'integer'] } },
  findPersonalData: { name: 'boh_find_personal_data', kind: 'rows', inputs: { searchText: ['search_text', 'text'], maxRows: ['max_rows', 'integer'] }, outputs: { tableName: ['table_name', 'text'], columnName: ['column_name', 'text'], rowId: ['row_id', 'text'] } },
  foldLanes: { name: 'boh_fold_lanes', kind: 'value', inputs: { event: ['event', 'uuid'] }, outputs: { value: ['value', 'integer'] } },
  forgiveLogins: { name: 'boh_forgive_logins', kind: 'value', inputs: { email: ['email', 'text'], clientIp: ['client_ip', 'inet'] }, outputs: { value: ['value', 'boolean'] } },
  grant: { name: 'boh_grant', kind: 'value', inputs: { role: ['role', 'text'], profile: ['profile', 'text'] }, outputs: { value: ['value', 'boolean'] } },
  grants: { name: 'boh_grants', kind: 'rows', inputs: {}, outputs: { role: ['role', 'text'], profile: ['profile', 'text'], grantedAt: ['granted_at', 'timestamp with time zone'], grantedBy: ['granted_by', 'text'], roleExists: ['role_exists', 'boolean'] } },
  hasConsent: { name: 'boh_has_consent', kind: 'value', inputs: { person: ['person', 'uuid'], purpose: ['purpose', 'text'] }, outputs: { value: ['value', 'boolean'] } },
  health: { name: 'boh_health', kind: 'rows', inputs: {}, outputs: { checkName: ['check_name', 'text'], severity: ['severity', 'text'], ok: ['ok', 'boolean'], value: ['value', 'numeric'], threshold: ['threshold', 'numeric'], hint: ['hint', 'text'] } },
  htmlErrors: { name: 'boh_html_errors', kind: 'rows', inputs: { html: ['html', 'text'] }, outputs: { path: ['path', 'text'], message: ['message', 'text'] } },
  importHtml: { name: 'boh_import_html', kind: 'value', inputs: { slug: ['slug', 'text'], title: ['title', 'text'], html: ['html', 'text'] }, outputs: { value: ['value', 'uuid'] } },
  isoTime: { name: 'boh_iso_time', kind: 'value', inputs: { at: ['at', 'timestamp with time zone'] }, outputs: { value: ['value', 'text'] } },
  jsonErrors: { name: 'boh_json_errors', kind: 'rows', inputs: { schema: ['schema', 'jsonb'], data: ['data', 'jsonb'] }, outputs: { path: ['path', 'text'], keyword: ['keyword', 'text'], message: ['message', 'text'] } },
  jsonPatch: { name: 'boh_json_patch', kind: 'value', inputs: { data: ['data', 'jsonb'], patch: ['patch', 'jsonb'] }, outputs: { value: ['value', 'jsonb'] } },
  jsonValid: { name: 'boh_json_valid', kind: 'value', inputs: { schema: ['schema', 'jsonb'], data: ['data', 'jsonb'] }, outputs: { value: ['value', 'boolean'] } },
  listEvents: { name: 'boh_list_events', kind: 'value', inputs: { filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  listMedia: { name: 'boh_list_media', kind: 'value', inputs: { filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  listPages: { name: 'boh_list_pages', kind: 'value', inputs: { filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  listTags: { name: 'boh_list_tags', kind: 'value', inputs: { filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  maintain: { name: 'boh_maintain', kind: 'rows', inputs: { budgetMs: ['budget_ms', 'integer'] }, outputs: { task: ['task', 'text'], rows: ['rows', 'bigint'], ms: ['ms', 'numeric'], note: ['note', 'text'] } },
  maintenanceAdvice: { name: 'boh_maintenance_advice', kind: 'rows', inputs: {}, outputs: { kind: ['kind', 'text'], object: ['object', 'text'], detail: ['detail', 'text'], bytes: ['bytes', 'bigint'], statement: ['statement', 'text'] } },
  make: { name: 'boh_make', kind: 'value', inputs: { entity: ['entity', 'text'], overrides: ['overrides', 'jsonb'] }, outputs: { value: ['value', 'uuid'] } },
  maskDatabase: { name: 'boh_mask_database', kind: 'rows', inputs: {}, outputs: { entity: ['entity', 'text'], rowCount: ['row_count', 'bigint'] } },
  mediaPurged: { name: 'boh_media_purged', kind: 'value', inputs: { media: ['media', 'uuid[]'] }, outputs: { value: ['value', 'integer'] } },
  mediaStored: { name: 'boh_media_stored', kind: 'value', inputs: { media: ['media', 'uuid[]'], storage: ['storage', 'text'] }, outputs: { value: ['value', 'integer'] } },
  mediaUsage: { name: 'boh_media_usage', kind: 'rows', inputs: { media: ['media', 'uuid'] }, outputs: { entity: ['entity', 'text'], entityId: ['entity_id', 'uuid'], path: ['path', 'text'], name: ['name', 'text'] } },
  metrics: { name: 'boh_metrics', kind: 'rows', inputs: {}, outputs: { name: ['name', 'text'], labels: ['labels', 'jsonb'], value: ['value', 'numeric'], type: ['type', 'text'], help: ['help', 'text'] } },
  metricsText: { name: 'boh_metrics_text', kind: 'value', inputs: {}, outputs: { value: ['value', 'text'] } },
  migrate: { name: 'boh_migrate', kind: 'rows', inputs: { schemaName: ['schema_name', 'text'], toVersion: ['to_version', 'integer'] }, outputs: { version: ['version', 'integer'], name: ['name', 'text'], direction: ['direction', 'text'], appliedAt: ['applied_at', 'timestamp with time zone'] } },
  migrateAll: { name: 'boh_migrate_all', kind: 'procedure', inputs: {}, outputs: { report: ['report', 'jsonb'] } },
  migrateSections: { name: 'boh_migrate_sections', kind: 'row', inputs: { sectionType: ['section_type', 'text'], patch: ['patch', 'jsonb'], newSchema: ['new_schema', 'jsonb'] }, outputs: { sections: ['sections', 'integer'], versionSections: ['version_sections', 'integer'] } },
  migrationScripts: { name: 'boh_migration_scripts', kind: 'rows', inputs: {}, outputs: { version: ['version', 'integer'], name: ['name', 'text'], up: ['up', 'text'], down: ['down', 'text'] } },
  moveSection: { name: 'boh_move_section', kind: 'value', inputs: { section: ['section', 'uuid'], page: ['page', 'uuid'], atPosition: ['at_position', 'integer'] }, outputs: { value: ['value', 'integer'] } },
  nextPublication: { name: 'boh_next_publication', kind: 'value', inputs: {}, outputs: { value: ['value', 'timestamp with time zone'] } },
  orphanedMedia: { name: 'boh_orphaned_media', kind: 'rows', inputs: { olderThanDays: ['older_than_days', 'integer'] }, outputs: { id: ['id', 'uuid'], filename: ['filename', 'text'], originalFilename: ['original_filename', 'text'], url: ['url', 'text'], thumbnailUrl: ['thumbnail_url', 'text'], mimeType: ['mime_type', 'text'], fileSize: ['file_size', 'bigint'], folder: ['folder', 'text'], uploadedBy: ['uploaded_by', 'uuid'], createdAt: ['created_at', 'timestamp with time zone'], deletedAt: ['deleted_at', 'timestamp with time zone'] } },
  page: { name: 'boh_page', kind: 'value', inputs: { slug: ['slug', 'text'], preview: ['preview', 'boolean'], expand: ['expand', 'boolean'] }, outputs: { value: ['value', 'jsonb'] } },
  pageAdvice: { name: 'boh_page_advice', kind: 'rows', inputs: { page: ['page', 'uuid'] }, outputs: { field: ['field', 'text'], advice: ['advice', 'text'] } },
  pageDiff: { name: 'boh_page_diff', kind: 'value', inputs: { page: ['page', 'uuid'], fromVersion: ['from_version', 'integer'], toVersion: ['to_version', 'integer'] }, outputs: { value: ['value', 'jsonb'] } },
  publishPage: { name: 'boh_publish_page', kind: 'value', inputs: { page: ['page', 'uuid'], at: ['at', 'timestamp with time zone'] }, outputs: { value: ['value', 'integer'] } },
  purgeLogins: { name: 'boh_purge_logins', kind: 'value', inputs: { maxRows: ['max_rows', 'integer'] }, outputs: { value: ['value', 'integer'] } },
  purgeMedia: { name: 'boh_purge_media', kind: 'rows', inputs: { olderThanDays: ['older_than_days', 'integer'] }, outputs: { id: ['id', 'uuid'], filename: ['filename', 'text'], url: ['url', 'text'], thumbnailUrl: ['thumbnail_url', 'text'], fileSize: ['file_size', 'bigint'], deletedAt: ['deleted_at', 'timestamp with time zone'], purgeStartedAt: ['purge_started_at', 'timestamp with time zone'] } },
  reapplyErasures: { name: 'boh_reapply_erasures', kind: 'rows', inputs: { list: ['list', 'jsonb'] }, outputs: { userId: ['user_id', 'uuid'], rowCount: ['row_count', 'bigint'] } },
  recordConsent: { name: 'boh_record_consent', kind: 'value', inputs: { person: ['person', 'uuid'], purpose: ['purpose', 'text'], granted: ['granted', 'boolean'], source: ['source', 'text'], wordingVersion: ['wording_version', 'text'], clientAddress: ['client_address', 'inet'] }, outputs: { value: ['value', 'uuid'] } },
  recordLogin: { name: 'boh_record_login', kind: 'row', inputs: { email: ['email', 'text'], succeeded: ['succeeded', 'boolean'], clientIp: ['client_ip', 'inet'] }, outputs: { waitSeconds: ['wait_seconds', 'integer'] } },
  recountSeats: { name: 'boh_recount_seats', kind: 'value', inputs: { event: ['event', 'uuid'] }, outputs: { value: ['value', 'bigint'] } },
  refreshMediaReferences: { name: 'boh_refresh_media_references', kind: 'row', inputs: {}, outputs: { added: ['added', 'bigint'], removed: ['removed', 'bigint'] } },
  refreshSearch: { name: 'boh_refresh_search', kind: 'value', inputs: { maxRows: ['max_rows', 'bigint'], scope: ['scope', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  refundBooking: { name: 'boh_refund_booking', kind: 'row', inputs: { booking: ['booking', 'uuid'], refund: ['refund', 'text'] }, outputs: { id: ['id', 'uuid'], eventId: ['event_id', 'uuid'], userId: ['user_id', 'uuid'], seats: ['seats', 'integer'], unitPrice: ['unit_price', 'numeric'], totalPrice: ['total_price', 'numeric'], currency: ['currency', 'text'], status: ['status', 'text'], bookingDate: ['booking_date', 'timestamp with time zone'], expiresAt: ['expires_at', 'timestamp with time zone'], confirmedAt: ['confirmed_at', 'timestamp with time zone'], cancelledAt: ['cancelled_at', 'timestamp with time zone'], refundedAt: ['refunded_at', 'timestamp with time zone'], paymentReference: ['payment_reference', 'text'], refundDue: ['refund_due', 'boolean'] } },
  reorderSections: { name: 'boh_reorder_sections', kind: 'value', inputs: { page: ['page', 'uuid'], sections: ['sections', 'uuid[]'] }, outputs: { value: ['value', 'integer'] } },
  restoreEvent: { name: 'boh_restore_event', kind: 'value', inputs: { event: ['event', 'uuid'] }, outputs: { value: ['value', 'bigint'] } },
  retentionReport: { name: 'boh_retention_report', kind: 'rows', inputs: {}, outputs: { entity: ['entity', 'text'], rule: ['rule', 'text'], due: ['due', 'bigint'], oldest: ['oldest', 'timestamp with time zone'] } },
  revoke: { name: 'boh_revoke', kind: 'value', inputs: { role: ['role', 'text'], profile: ['profile', 'text'] }, outputs: { value: ['value', 'boolean'] } },
  rollbackPage: { name: 'boh_rollback_page', kind: 'value', inputs: { page: ['page', 'uuid'], version: ['version', 'integer'] }, outputs: { value: ['value', 'integer'] } },
  runMaintenance: { name: 'boh_run_maintenance', kind: 'procedure', inputs: { budgetMs: ['budget_ms', 'integer'] }, outputs: { report: ['report', 'jsonb'] } },
  sanitizeHtml: { name: 'boh_sanitize_html', kind: 'value', inputs: { html: ['html', 'text'] }, outputs: { value: ['value', 'text'] } },
  sanitizeHtmlReport: { name: 'boh_sanitize_html_report', kind: 'value', inputs: { html: ['html', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  sealAudit: { name: 'boh_seal_audit', kind: 'value', inputs: { maxRows: ['max_rows', 'integer'] }, outputs: { value: ['value', 'integer'] } },
  search: { name: 'boh_search', kind: 'value', inputs: { query: ['query', 'text'], filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  sectionErrors: { name: 'boh_section_errors', kind: 'rows', inputs: { sectionType: ['section_type', 'text'], data: ['data', 'jsonb'] }, outputs: { path: ['path', 'text'], keyword: ['keyword', 'text'], message: ['message', 'text'] } },
  sectionSchema: { name: 'boh_section_schema', kind: 'value', inputs: { sectionType: ['section_type', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  seedDevelopment: { name: 'boh_seed_development', kind: 'rows', inputs: { events: ['events', 'integer'], bookings: ['bookings', 'integer'], seed: ['seed', 'integer'] }, outputs: { entity: ['entity', 'text'], rowCount: ['row_count', 'bigint'] } },
  seedProduction: { name: 'boh_seed_production', kind: 'rows', inputs: { adminEmail: ['admin_email', 'text'], adminPasswordHash: ['admin_password_hash', 'text'], siteName: ['site_name', 'text'] }, outputs: { entity: ['entity', 'text'], rowCount: ['row_count', 'bigint'] } },
  sessionRole: { name: 'boh_session_role', kind: 'value', inputs: {}, outputs: { value: ['value', 'text'] } },
  sessionUser: { name: 'boh_session_user', kind: 'value', inputs: {}, outputs: { value: ['value', 'uuid'] } },
  setSession: { name: 'boh_set_session', kind: 'row', inputs: { token: ['token', 'text'] }, outputs: { userId: ['user_id', 'uuid'], role: ['role', 'text'], expiresAt: ['expires_at', 'timestamp with time zone'] } },
  setSessionUser: { name: 'boh_set_session_user', kind: 'value', inputs: { person: ['person', 'uuid'] }, outputs: { value: ['value', 'boolean'] } },
  setting: { name: 'boh_setting', kind: 'value', inputs: { key: ['key', 'text'] }, outputs: { value: ['value', 'text'] } },
  settings: { name: 'boh_settings', kind: 'value', inputs: { settingGroup: ['setting_group', 'text'], publicOnly: ['public_only', 'boolean'] }, outputs: { value: ['value', 'jsonb'] } },
  settingsAdvice: { name: 'boh_settings_advice', kind: 'rows', inputs: { memoryGb: ['memory_gb', 'integer'], cores: ['cores', 'integer'], storage: ['storage', 'text'], pooled: ['pooled', 'boolean'] }, outputs: { name: ['name', 'text'], recommended: ['recommended', 'text'], current: ['current', 'text'], unit: ['unit', 'text'], differs: ['differs', 'boolean'], restart: ['restart', 'boolean'], pendingRestart: ['pending_restart', 'boolean'], reason: ['reason', 'text'] } },
  siteStats: { name: 'boh_site_stats', kind: 'value', inputs: { firstDay: ['first_day', 'date'], lastDay: ['last_day', 'date'] }, outputs: { value: ['value', 'jsonb'] } },
  sitemap: { name: 'boh_sitemap', kind: 'value', inputs: { part: ['part', 'integer'] }, outputs: { value: ['value', 'text'] } },
  slugify: { name: 'boh_slugify', kind: 'value', inputs: { input: ['input', 'text'] }, outputs: { value: ['value', 'text'] } },
  suggest: { name: 'boh_suggest', kind: 'value', inputs: { prefix: ['prefix', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  takeThumbnails: { name: 'boh_take_thumbnails', kind: 'rows', inputs: { maxRows: ['max_rows', 'integer'], leaseSeconds: ['lease_seconds', 'integer'] }, outputs: { id: ['id', 'uuid'], filename: ['filename', 'text'], url: ['url', 'text'], mimeType: ['mime_type', 'text'], fileSize: ['file_size', 'bigint'], width: ['width', 'integer'], height: ['height', 'integer'], attempt: ['attempt', 'integer'] } },
  tenants: { name: 'boh_tenants', kind: 'rows', inputs: {}, outputs: { schemaName: ['schema_name', 'text'], owner: ['owner', 'text'], version: ['version', 'integer'], isCurrent: ['is_current', 'boolean'], bytes: ['bytes', 'bigint'] } },
  updateStatistics: { name: 'boh_update_statistics', kind: 'value', inputs: { maxRows: ['max_rows', 'integer'], rebuild: ['rebuild', 'boolean'] }, outputs: { value: ['value', 'integer'] } },
  userBookings: { name: 'boh_user_bookings', kind: 'value', inputs: { person: ['person', 'uuid'], filters: ['filters', 'jsonb'], pageSize: ['page_size', 'integer'], cursor: ['cursor', 'text'] }, outputs: { value: ['value', 'jsonb'] } },
  uuid7: { name: 'boh_uuid7', kind: 'value', inputs: {}, outputs: { value: ['value', 'uuid'] } },
  uuid7Time: { name: 'boh_uuid7_time', kind: 'value', inputs: { id: ['id', 'uuid'] }, outputs: { value: ['value', 'timestamp with time zone'] } },
  validateSection: { name: 'boh_validate_section', kind: 'value', inputs: { sectionType: ['section_type', 'text'], data: ['data', 'jsonb'] }, outputs: { value: ['value', 'boolean'] } },
  validateSetting: { name: 'boh_validate_setting', kind: 'value', inputs: { settingType: ['setting_type', 'text'], value: ['value', 'text'] }, outputs: { value: ['value', 'boolean'] } },
  verify: { name: 'boh_verify', kind: 'rows', inputs: { event: ['event', 'uuid'], since: ['since', 'interval'], progress: ['progress', 'boolean'] }, outputs: { problem: ['problem', 'text'], entity: ['entity', 'text'], entityId: ['entity_id', 'uuid'], expected: ['expected', 'text'], actual: ['actual', 'text'] } },
  version: { name: 'boh_version', kind: 'value', inputs: {}, outputs: { value: ['value', 'text'] } },
};
