/*-------------------------------------------------------------------------
 *
 * audit/expire.c
 *	  Drops partitions of audit_logs whose time is over.
 *
 * DROP TABLE locks the table of the partition's class against everybody.
 * Writers lock only the partition of their month, and go on.  Readers wait,
 * and everybody who wants to read after a waiting DROP TABLE waits for it, too.
 * So it waits only for a moment.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "audit/expire.h"
#include "audit/log.h"
#include "audit/partition.h"
#include "base/caller.h"
#include "base/guc.h"
#include "base/iso_time.h"
#include "base/query.h"
#include "base/subtransaction.h"

#define LOCK_TIMEOUT "200ms"

/* How many rows there are, and how many of them no seal covers */
static const BohQuery count_rows = {
	.text = "SELECT count(*), count(*) FILTER (WHERE s.last_xid IS NULL"
	" OR (a.xid, a.id) > (s.last_xid, s.last_id))"
	" FROM {schema}.audit_logs a LEFT JOIN (SELECT DISTINCT ON (system_identifier)"
	" system_identifier, last_xid, last_id FROM {schema}.audit_seals"
	" WHERE retention = $1 AND month = $2"
	" ORDER BY system_identifier, last_xid DESC, last_id DESC) s USING (system_identifier)"
	" WHERE a.retention = $1 AND a.at >= $2 AND a.at < $3",
	.nargs = 3,
	.argtypes = {TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID},
	.owner_of = "audit_logs",
	.latest = true,
	.safe_path = true,
	.no_jit = true
};

/* The lists of rows that will be gone */
static const BohQuery clear_leaves = {
	.text = "UPDATE {schema}.audit_seals SET leaves = NULL"
	" WHERE retention = $1 AND month = $2 AND leaves IS NOT NULL",
	.nargs = 2,
	.argtypes = {TEXTOID, TIMESTAMPTZOID},
	.owner_of = "audit_seals",
	.own_write = "audit_seals",
	.latest = true
};

/* A partition that is to be dropped */
typedef struct Expired
{
	Oid			schema;
	Oid			partition;
	char	   *name;
	BohRetention retention;
	TimestampTz month;
	bool		gone;			/* results: somebody else has dropped it */
	int64		unsealed;
} Expired;

/* The month of a partition, by its name.  false: it has another name. */
static bool
month_of_partition(BohRetention retention, const char *name, TimestampTz *month)
{
	size_t		length = strlen(boh_audit_class_table(retention));
	int			year;
	int			number;

	if (strlen(name) <= length || sscanf(name + length, "_%4d_%2d", &year, &number) != 2 ||
		number < 1 || number > MONTHS_PER_YEAR)
		return false;
	*month = (date2j(year, number, 1) - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY;
	return strcmp(name, boh_audit_month_table(retention, *month)) == 0;
}

static int64
count(Expired *expired)
{
	Datum		values[] = {
		CStringGetTextDatum(boh_retention_name(expired->retention)),
		TimestampTzGetDatum(expired->month),
		TimestampTzGetDatum(boh_next_month(expired->month))
	};

	boh_query(&count_rows, expired->schema, values, NULL, 0);
	expired->unsealed = DatumGetInt64(boh_required_value(0, 2, INT8OID));
	return DatumGetInt64(boh_required_value(0, 1, INT8OID));
}

static void
record(const Expired *expired, int64 rows)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = "DROP",
		.entity = "audit_logs",
		.entity_id = expired->name,
		.before = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "rows", rows);
	boh_audit_value_text(&values, "retention", boh_retention_name(expired->retention));
	boh_audit_value_text(&values, "month", boh_iso_time_text(expired->month));
	boh_audit_write(expired->schema, &entry);
}

static void
drop_table(const Expired *expired)
{
	const char *statement = psprintf("DROP TABLE {schema}.%s", quote_identifier(expired->name));
	BohCaller	caller = boh_become_owner(expired->partition);

	boh_set_for_owner(expired->schema);
	boh_execute_for_schema(expired->schema, statement);
	boh_become_caller(caller);
}

/* Nobody writes to the partition while its rows are counted and dropped. */
static void
drop(void *argument)
{
	Expired    *expired = argument;
	Datum		values[] = {
		CStringGetTextDatum(boh_retention_name(expired->retention)),
		TimestampTzGetDatum(expired->month)
	};
	int			settings = NewGUCNestLevel();
	int64		rows;

	boh_set_for_now("lock_timeout", LOCK_TIMEOUT);
	LockRelationOid(expired->partition, ShareRowExclusiveLock);
	expired->gone = get_rel_name(expired->partition) == NULL;
	rows = expired->gone ? 0 : count(expired);
	if (!expired->gone && expired->unsealed == 0)
	{
		boh_query(&clear_leaves, expired->schema, values, NULL, 0);
		record(expired, rows);
		drop_table(expired);
	}
	AtEOXact_GUC(true, settings);
}

/* false: try no other partition of the class, because others read it. */
static bool
drop_partition(Expired *expired, int *dropped)
{
	if (!boh_try(drop, expired, boh_waited_too_long))
	{
		ereport(NOTICE,
				(errmsg("partition \"%s\" is in use, and stays until the next time",
						expired->name)));
		return false;
	}
	if (expired->unsealed > 0)
		ereport(NOTICE,
				(errmsg("partition \"%s\" has rows that are not sealed, and stays until the next time",
						expired->name),
				 errhint("SELECT boh_seal_audit() seals rows.")));
	else if (!expired->gone)
		(*dropped)++;
	return true;
}

static void
drop_partitions_of(Oid schema, BohRetention retention, int most, int *dropped)
{
	List	   *partitions = find_inheritance_children(boh_table(schema, boh_audit_class_table(retention)),
													   NoLock);
	ListCell   *cell;

	foreach(cell, partitions)
	{
		Expired		expired = {
			.schema = schema,
			.partition = lfirst_oid(cell),
			.name = get_rel_name(lfirst_oid(cell)),
			.retention = retention
		};

		CHECK_FOR_INTERRUPTS();
		if (*dropped == most)
			break;
		if (expired.name != NULL && month_of_partition(retention, expired.name, &expired.month) &&
			boh_retention_end(retention, expired.month) < GetCurrentTimestamp() &&
			!drop_partition(&expired, dropped))
			break;
	}
}

int
boh_audit_drop_expired(Oid schema, int most)
{
	int			dropped = 0;

	boh_spi_connect();
	for (BohRetention retention = 0; retention < BOH_RETENTIONS; retention++)
		drop_partitions_of(schema, retention, most, &dropped);
	boh_spi_finish();
	return dropped;
}
