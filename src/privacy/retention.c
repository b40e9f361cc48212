/*-------------------------------------------------------------------------
 *
 * privacy/retention.c
 *	  What is kept too long: boh_retention_report(), boh_apply_retention().
 *
 * Bookings stay, for they are the accounts of the site.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "audit/expire.h"
#include "audit/log.h"
#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/query.h"
#include "people/login_counter.h"
#include "rights/maintenance.h"
#include "rights/profile.h"
#include "privacy/owner.h"

PG_FUNCTION_INFO_V1(boh_retention_report);
PG_FUNCTION_INFO_V1(boh_apply_retention);

#define REPORT_COLUMNS 4

/* 3 years, with a leap day */
#define UNUSED_DAYS 1096
#define HOLD_DAYS 90

/*
 * The last sign of life is what anybody did with or as the account.  A failed
 * login may be anybody's.
 */
static const BohQuery unused_accounts = {
	.text = "SELECT count(*), CAST(min(last) AS timestamptz) FROM (SELECT greatest(u.created_at, u.updated_at,"
	" (SELECT max(greatest(b.booking_date, e.end_date)) FROM {schema}.bookings b"
	" JOIN {schema}.events e ON e.id = b.event_id WHERE b.user_id = u.id),"
	" (SELECT max(greatest(b.booking_date, e.end_date)) FROM {schema}.bookings_archive b"
	" JOIN {schema}.events e ON e.id = b.event_id WHERE b.user_id = u.id),"
	" (SELECT max(c.at) FROM {schema}.consents c WHERE c.user_id = u.id),"
	" (SELECT max(l.at) FROM {schema}.audit_logs l WHERE l.user_id = u.id),"
	" (SELECT max(l.at) FROM {schema}.audit_logs l WHERE l.entity = 'users' AND l.entity_id = CAST(u.id AS text) AND l.success)"
	") AS last FROM {schema}.users u WHERE u.erased_at IS NULL AND u.updated_at < $1) AS s WHERE last < $1",
	.nargs = 1,
	.argtypes = {TIMESTAMPTZOID},
	.owner_of = "users",
	.safe_path = true
};

static const BohQuery old_audit = {
	.text = "SELECT count(*), CAST(min(at) AS timestamptz) FROM {schema}.audit_logs"
	" WHERE retention = $2 AND at < $1",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, TEXTOID},
	.owner_of = "audit_logs",
	.safe_path = true
};

static const BohQuery old_counters = {
	.text = "SELECT count(*), CAST(min(written_on) AS timestamptz) FROM {schema}.login_counters"
	" WHERE written_on < $1",
	.nargs = 1,
	.argtypes = {TIMESTAMPTZOID},
	.owner_of = "login_counters",
	.safe_path = true
};

/* Bookings that were cancelled before anybody confirmed or paid for them */
#define ABANDONED(eq) \
	"status " eq " 'CANCELLED' AND confirmed_at IS NULL AND payment_reference IS NULL" \
	" AND (idempotency_key IS NOT NULL OR idempotency_request IS NOT NULL OR cancel_reason IS NOT NULL)"

static const BohQuery abandoned_holds = {
	.text = "SELECT count(*), CAST(min(cancelled_at) AS timestamptz) FROM {schema}.bookings"
	" WHERE " ABANDONED("=") " AND cancelled_at < $1",
	.nargs = 1,
	.argtypes = {TIMESTAMPTZOID},
	.owner_of = "bookings",
	.safe_path = true
};

static const BohQuery empty_holds = {
	.text = "UPDATE {schema}.bookings SET idempotency_key = NULL, idempotency_request = NULL,"
	" cancel_reason = NULL WHERE id " BOH_EQ " ANY (ARRAY(SELECT id FROM {schema}.bookings"
	" WHERE " ABANDONED(BOH_EQ) " AND cancelled_at " BOH_LT " $1"
	" ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED))",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, INT8OID},
	.owner_of = "bookings",
	.own_write = "bookings"
};

static TimestampTz
days_ago(int days)
{
	return boh_now() - days * USECS_PER_DAY;
}

/* Before the month that must still be kept */
static TimestampTz
kept_from(BohRetention retention)
{
	TimestampTz now = boh_now();
	TimestampTz month = boh_month_of(now);

	while (boh_retention_end(retention, month) > now)
		month = boh_month_of(month - 1);
	return boh_next_month(month);
}

/*
 * Report
 */

static void
report(const BohQuery *query, Oid schema, Datum *arguments, const char *entity, const char *rule,
	   ReturnSetInfo *result)
{
	Datum		values[REPORT_COLUMNS] = {CStringGetTextDatum(entity), CStringGetTextDatum(rule)};
	bool		nulls[REPORT_COLUMNS] = {false, false, false, false};

	CHECK_FOR_INTERRUPTS();
	boh_query(query, schema, arguments, NULL, 0);
	values[2] = boh_required_value(0, 1, INT8OID);
	values[3] = boh_value(0, 2, TIMESTAMPTZOID, &nulls[3]);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
boh_retention_report(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_current_schema();
	Datum		unused[] = {TimestampTzGetDatum(days_ago(UNUSED_DAYS))};
	Datum		counters[] = {TimestampTzGetDatum(days_ago(BOH_LOGIN_DAYS + 1))};
	Datum		holds[] = {TimestampTzGetDatum(days_ago(HOLD_DAYS))};

	boh_require_profile(schema, PROFILE_MAINTENANCE);
	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	report(&unused_accounts, schema, unused, "users", "unused for 3 years: decide and erase", result);
	for (int i = 0; i < BOH_RETENTIONS; i++)
	{
		Datum		audit[] = {
			TimestampTzGetDatum(kept_from(i)),
			CStringGetTextDatum(boh_retention_name(i))
		};

		report(&old_audit, schema, audit, "audit_logs",
			   psprintf("class %s, its time is over: dropped", boh_retention_name(i)), result);
	}
	report(&old_counters, schema, counters, "login_counters", "not written for 90 days: deleted", result);
	report(&abandoned_holds, schema, holds, "bookings",
		   "cancelled 90 days ago, never confirmed or paid: key, request and reason emptied", result);
	boh_spi_finish();
	return (Datum) 0;
}

/*
 * Apply
 */

/* It records itself. */
static void
drop_audit(Oid schema, int most, ReturnSetInfo *result)
{
	BohMaintenance maintenance = boh_act_as_owner(schema, "audit_logs");
	int			dropped = boh_audit_drop_expired(schema, most);

	boh_maintenance_end(maintenance);
	privacy_count(result, "audit_logs", dropped);
}

static void
apply(Oid schema, const char *entity, int64 rows, ReturnSetInfo *result)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_ADMINISTRATIVE,
		.action = "RETENTION",
		.entity = entity,
		.after = &values
	};

	privacy_count(result, entity, rows);
	if (rows == 0)
		return;
	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "rows", rows);
	boh_audit_write(schema, &entry);
}

static int64
empty_abandoned(Oid schema, int max_rows)
{
	Datum		values[] = {
		TimestampTzGetDatum(days_ago(HOLD_DAYS)),
		Int64GetDatum(max_rows)
	};
	uint64		rows;

	boh_spi_connect();
	rows = boh_query(&empty_holds, schema, values, NULL, 0);
	boh_spi_finish();
	return (int64) rows;
}

Datum
boh_apply_retention(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, PG_INT32_MAX);
	Oid			schema = boh_schema_to_write(fcinfo);

	boh_require_profile(schema, PROFILE_MAINTENANCE);
	InitMaterializedSRF(fcinfo, 0);
	drop_audit(schema, max_rows, result);
	apply(schema, "login_counters", boh_login_purge(schema, max_rows), result);
	apply(schema, "bookings", empty_abandoned(schema, max_rows), result);
	return (Datum) 0;
}
