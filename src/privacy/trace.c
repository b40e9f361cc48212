/*-------------------------------------------------------------------------
 *
 * privacy/trace.c
 *	  Where traces of a person are that no column of the row names.
 *
 * login_counters has hashes of addresses, and audit_logs has tables and ids of
 * what was changed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/query.h"
#include "people/login_counter.h"
#include "privacy/owner.h"
#include "privacy/trace.h"

static const BohQuery find_user = {
	.text = "SELECT 1 FROM {schema}.users WHERE id = $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.safe_path = true,
	.latest = true
};

static const BohQuery addresses = {
	.text = "SELECT email FROM {schema}.users WHERE id = $1"
	" UNION SELECT a FROM {schema}.audit_logs, LATERAL (VALUES"
	" (personal #>> '{before,email,value}'), (personal #>> '{after,email,value}')) AS v (a)"
	" WHERE entity = 'users' AND entity_id = CAST($1 AS text) AND a IS NOT NULL ORDER BY 1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.safe_path = true,
	.latest = true
};

bool
privacy_user_exists(Oid schema, const pg_uuid_t *person)
{
	Datum		values[] = {UUIDPGetDatum(person)};

	return boh_query(&find_user, schema, values, NULL, 1) > 0;
}

Datum
privacy_login_keys(Oid schema, const pg_uuid_t *person, bool lock)
{
	Datum		values[] = {UUIDPGetDatum(person)};
	uint64		count = boh_query(&addresses, schema, values, NULL, 0);
	List	   *emails = NIL;

	for (uint64 row = 0; row < count; row++)
	{
		char	   *email = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));

		if (lock)
			boh_login_lock_address(schema, email);
		emails = lappend(emails, email);
	}
	return boh_login_keys(schema, emails);
}

/* true for a table with ids that holds personal data of the person */
static bool
is_traced(const PrivacyGroup *group)
{
	bool		has_id = false;
	bool		has_personal = false;
	ListCell   *cell;

	if (!group->listed_table)
		return false;
	foreach(cell, group->columns)
	{
		const BohClassified *column = lfirst(cell);

		has_id |= strcmp(column->column, "id") == 0;
		has_personal |= column->erasure != BOH_ERASURE_KEEP;
	}
	return has_id && has_personal;
}

/* What happened to an archived booking was recorded while it was in bookings. */
static const char *
audited_table(const PrivacyGroup *group)
{
	return strcmp(group->table, "bookings_archive") == 0 ? "bookings" : group->table;
}

void
privacy_traces(Oid schema, const pg_uuid_t *person, Datum *tables, Datum *ids)
{
	static const Oid types[] = {UUIDOID};
	Datum		values[] = {UUIDPGetDatum(person)};
	ArrayBuildState *found_tables = initArrayResult(TEXTOID, CurrentMemoryContext, false);
	ArrayBuildState *found_ids = initArrayResult(TEXTOID, CurrentMemoryContext, false);
	ListCell   *cell;

	/* the row itself may be gone, but not what the audit says of it */
	accumArrayResult(found_tables, CStringGetTextDatum("users"), false, TEXTOID, CurrentMemoryContext);
	accumArrayResult(found_ids, CStringGetTextDatum(privacy_uuid(person)), false, TEXTOID,
					 CurrentMemoryContext);
	foreach(cell, privacy_groups(boh_classified_columns(schema)))
	{
		const PrivacyGroup *group = lfirst(cell);
		uint64		count;

		if (!is_traced(group) || strcmp(group->table, "users") == 0)
			continue;
		count = privacy_run(schema, NULL,
							psprintf("SELECT CAST(id AS text) FROM %s WHERE %s = $1",
									 privacy_table(schema, group->table),
									 quote_identifier(group->person_column)),
							1, types, values);
		for (uint64 row = 0; row < count; row++)
		{
			accumArrayResult(found_tables, CStringGetTextDatum(audited_table(group)), false, TEXTOID,
							 CurrentMemoryContext);
			accumArrayResult(found_ids, boh_required_value(row, 1, TEXTOID), false, TEXTOID,
							 CurrentMemoryContext);
		}
		SPI_freetuptable(SPI_tuptable);
	}
	*tables = makeArrayResult(found_tables, CurrentMemoryContext);
	*ids = makeArrayResult(found_ids, CurrentMemoryContext);
}
