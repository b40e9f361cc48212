/*-------------------------------------------------------------------------
 *
 * base/error.h
 *	  The catalogue of errors.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ERROR_H
#define BOH_ERROR_H

#include "lib/stringinfo.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "base/compat.h"
#include "base/row.h"

typedef enum BohError
{
	BOH_EVENT_NOT_OPEN,
	BOH_BOOKING_NOT_YET_OPEN,
	BOH_BOOKING_CLOSED,
	BOH_NOT_ENOUGH_SEATS,
	BOH_USER_LIMIT,
	BOH_USER_DELETED,
	BOH_BOOKING_STATUS,
	BOH_BOOKING_COLUMN,
	BOH_BOOKING_NEW_COLUMN,
	BOH_KEY_REUSED,
	BOH_STALE_PRICE,
	BOH_HOLD_EXPIRED,
	BOH_BOOKED_COUNT_WRITTEN,
	BOH_BOOKING_KEPT,
	BOH_VENUE_TOO_SMALL,
	BOH_VENUE_SHRUNK,
	BOH_CAPACITY_BELOW_BOOKED,
	BOH_EVENT_STATUS,
	BOH_REFERENCE_RECORDED,
	BOH_LANES_WRITTEN,
	BOH_HOLD_TOO_LONG,
	BOH_PROFILES_CONFLICT,
	BOH_LAST_ADMIN,
	BOH_ROLE_UNLIMITED,
	BOH_AUDIT_WRITTEN,
	BOH_SEAL_INDEX,
	BOH_SEAL_AHEAD,
	BOH_AUDIT_UNSEALED,
	BOH_AUDIT_DAMAGED,
	BOH_PUBLISHED_HASH,
	BOH_HISTORY_KEPT,
	BOH_ERASURE_OPEN,
	BOH_ERASE_SNAPSHOT,
	BOH_MASK_REFUSED,
	BOH_COLUMNS_UNCLASSIFIED,
	BOH_COLUMN_NOT_EMPTIED,
	BOH_SEARCH_WRITTEN,
	BOH_SEED_REFUSED,
	BOH_IMPORT_COLUMN,
	BOH_EVENT_ARCHIVED,
	BOH_EVENT_NOT_ARCHIVED,
	BOH_ARCHIVE_WRITTEN,
	BOH_ARCHIVE_COLUMN,
	BOH_ARCHIVE_DETACHED,
	BOH_ARCHIVE_EVENTS,
	BOH_ARCHIVE_USERS,
	BOH_ARCHIVE_YEAR,
	BOH_ARCHIVE_IN_USE,
	BOH_VERSION_WRITTEN,
	BOH_LIVE_VERSION_WRITTEN,
	BOH_SECTIONS_BROKEN,
	BOH_SECTION_TYPE_UNKNOWN,
	BOH_SECTION_TYPE_WITHOUT_SCHEMA,
	BOH_SECTIONS_NOT_NAMED,
	BOH_VERSION_NEEDED,
	BOH_SLUG_TAKEN,
	BOH_MEDIA_IN_USE,
	BOH_MEDIA_DELETED,
	BOH_MEDIA_TYPE,
	BOH_MEDIA_TOO_LARGE,
	BOH_MEDIA_REFERENCES_WRITTEN,
	BOH_MEDIA_BEING_REMOVED,
	BOH_MEDIA_NOT_COMMITTED,
	BOH_SETTING_UNFIT,
	BOH_SITE_URL_MISSING,
	BOH_MIGRATION_CHANGED,
	BOH_MIGRATION_GAP,
	BOH_SCHEMA_NEWER,
	BOH_SCHEMA_OLDER,
	BOH_SCHEMA_MISSING,
	BOH_TENANT_MISSING,
	BOH_TENANT_EXISTS,
	BOH_TENANT_OWNER,
	BOH_SCHEMA_TEMPORARY,
	BOH_DATA_LOSS,
	BOH_TENANTS_FAILED,
	BOH_SCHEMA_ELSEWHERE,
	BOH_CITUS_MISSING,
	BOH_TABLE_DIVIDED,
	BOH_CONFLICT_WITHOUT_TARGET,
	BOH_MIGRATION_OUTSIDE,
	BOH_MIGRATIONS_FOREIGN,
	BOH_FUNCTION_HIDDEN,
	BOH_OBJECT_FOREIGN,
	BOH_VERSION_MISMATCH,
	BOH_NOT_FOUND,
	BOH_BOOKING_ARCHIVED,
	BOH_UNKNOWN_EVENT,
	BOH_BOOKING_TIME,
	BOH_BOOKING_PRICE,
	BOH_PROFILE_UNKNOWN,
	BOH_PROFILE_NEEDED,
	BOH_BOOKING_RIGHT,
	BOH_USER_RIGHT,
	BOH_PARTICIPANTS_RIGHT,
	BOH_USER_BOOKINGS_RIGHT,
	BOH_STATISTICS_RIGHT,
	BOH_WATCHER_RIGHT,
	BOH_PRIVACY_RIGHT,
	BOH_USER_TRACES,
	BOH_OWNER_NEEDED,
	BOH_ENTITY_UNKNOWN,
	BOH_MEMBER_UNKNOWN,
	BOH_ARGUMENT_NULL,
	BOH_ARGUMENT_RANGE,
	BOH_TIME_ZONE,
	BOH_AUTHOR_MISSING,
	BOH_CURRENT_USER_MISSING,
	BOH_PASSWORD_NOT_HASHED,
	BOH_PASSWORD_COST,
	BOH_EMAIL_INVISIBLE,
	BOH_NOTHING_VISIBLE,
	BOH_SECTION_INVALID,
	BOH_SETTING_VALUE,
	BOH_EVENT_ADDRESS,
	BOH_SESSION_REFUSED,
	BOH_SESSION_KEYS_WRITTEN,
	BOH_SESSION_KEY_SECRET,
	BOH_SESSION_KEY_UNREADABLE,
	BOH_SESSION_KEY_MISFIT,
	BOH_SESSION_KEY_WEAK,
	BOH_BOOKINGS_LOCKED,
	BOH_IN_TRANSACTION,
	BOH_MIGRATE_ALL_IN_TRANSACTION,
	BOH_READ_ONLY
} BohError;

/*
 * What an error is about: a table of the data schema and, if not NULL, its
 * column and constraint.  They are sent as fields of the error.
 */
typedef struct BohPlace
{
	Oid			schema;			/* InvalidOid: no table is concerned */
	const char *table;
	const char *column;
	const char *constraint;
} BohPlace;

#define BOH_PLACE(schema, table, column, constraint) \
	((BohPlace) {(schema), (table), (column), (constraint)})
#define BOH_NO_PLACE BOH_PLACE(InvalidOid, NULL, NULL, NULL)

/*
 * The DETAIL of an error: a JSON object, built key by key.  A NULL text
 * becomes JSON null.
 */
typedef struct BohDetail
{
	StringInfoData json;
} BohDetail;

extern void boh_detail_init(BohDetail *detail);
extern void boh_detail_text(BohDetail *detail, const char *key, const char *value);
extern void boh_detail_integer(BohDetail *detail, const char *key, int64 value);
extern void boh_detail_uuid(BohDetail *detail, const char *key, const pg_uuid_t *value);
extern void boh_detail_time(BohDetail *detail, const char *key, TimestampTz value);
extern void boh_detail_numeric(BohDetail *detail, const char *key, Datum value);
extern void boh_detail_object(BohDetail *detail, const char *key, const char *json);
extern char *boh_detail_json(BohDetail *detail);

/*
 * Raise an error of the catalogue.  The arguments after place fill the format
 * of its message; see error.c for what each message takes.
 */
BOH_NORETURN extern void boh_raise(BohError error, BohDetail *detail, BohPlace place,...);

/*
 * The same for an error that must not tell why it is raised.  Only the
 * server's log has reason.
 */
BOH_NORETURN extern void boh_raise_without_reason(BohError error, const char *reason);

/* For use in ereport() or an error context callback, like errtable() */
extern int	boh_errplace(BohPlace place);

/*
 * P0002: no row of that table has the id.  what names such a row, for example
 * "event".
 */
BOH_NORETURN extern void boh_raise_not_found(Oid schema, const char *table,
											 const char *what, const pg_uuid_t *id);

/* A setting of the site does not fit what reads it.  expected: what it should be */
BOH_NORETURN extern void boh_raise_setting_unfit(Oid schema, const char *key, const char *expected);

/* 40001: a concurrent transaction changed a row that this one depends on */
BOH_NORETURN extern void boh_raise_serialization_failure(void);

/*
 * The role that gets errors while a statement runs as the owner of a table;
 * InvalidOid: the current role.
 */
extern Oid	boh_asking_role;

/*
 * true when the role that gets errors may read all rows of a table in the data
 * schema
 */
extern bool boh_caller_may_read(Oid schema, const char *table);

/*
 * true when that role may see the value of a column in this row.  It may see
 * each column of a row that it inserts.  Of a stored row, which policies let
 * it change, it may see the columns that it has the privilege to read.
 */
extern bool boh_caller_may_see(const BohRow *row, int column);

#endif							/* BOH_ERROR_H */
