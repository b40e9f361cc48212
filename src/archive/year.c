/*-------------------------------------------------------------------------
 *
 * archive/year.c
 *	  Years of the archive as arguments, and in the audit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "archive/partition.h"
#include "archive/year.h"
#include "audit/log.h"
#include "base/argument.h"
#include "base/error.h"

#define FIRST_YEAR (-4713)
#define LAST_YEAR 294276

int
archive_year_argument(FunctionCallInfo fcinfo)
{
	return boh_argument_integer(fcinfo, 0, "event_year", FIRST_YEAR, LAST_YEAR);
}

void
archive_year_refuse(int year, const char *what, const char *why)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "event_year");
	boh_detail_integer(&detail, "value", year);
	boh_raise(BOH_ARCHIVE_YEAR, &detail, BOH_NO_PLACE, year, what, why);
}

void
archive_year_record(Oid schema, const char *action, int year, int64 events)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = action,
		.entity = "bookings_archive",
		.entity_id = archive_year_table(year),
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "events", events);
	boh_audit_write(schema, &entry);
}
