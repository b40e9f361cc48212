/*-------------------------------------------------------------------------
 *
 * privacy/owner.c
 *	  Who may ask for personal data, and statements that run as the owner of
 *	  the tables.
 *
 * Which tables and columns there are is known only when a function runs,
 * because owners add some.  So statements on them are made then, and their
 * plans are not kept.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/session.h"
#include "rights/profile.h"
#include "privacy/owner.h"

#define COUNT_COLUMNS 2

bool
privacy_may_all(Oid schema)
{
	BohProfileSet profiles = boh_profiles(schema);

	return (profiles & BOH_UNLIMITED) != 0 || boh_acts_as_admin(schema, profiles);
}

bool
privacy_is_own(Oid schema, const pg_uuid_t *person)
{
	pg_uuid_t	signed_in;

	return boh_session_person(schema, &signed_in) &&
		memcmp(&signed_in, person, sizeof(pg_uuid_t)) == 0;
}

void
privacy_raise_right(const char *what)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "action", what);
	boh_raise(BOH_PRIVACY_RIGHT, &detail, BOH_NO_PLACE, what);
}

char *
privacy_uuid(const pg_uuid_t *id)
{
	return DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(id)));
}

char *
privacy_table(Oid schema, const char *table)
{
	return quote_qualified_identifier(get_namespace_name(schema),
									  get_rel_name(boh_table(schema, table)));
}

static uint64
run(const char *statement, int nargs, const Oid *types, const Datum *values)
{
	int			result = SPI_execute_with_args(statement, nargs, unconstify(Oid *, types),
											   unconstify(Datum *, values), NULL, false, 0);

	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(result));
	return SPI_processed;
}

uint64
privacy_run(Oid schema, const char *own_write, const char *statement,
			int nargs, const Oid *types, const Datum *values)
{
	BohOwnWrite mark;
	volatile uint64 rows = 0;

	if (own_write == NULL)
		return run(statement, nargs, types, values);
	boh_own_write_begin(&mark, boh_table(schema, own_write), false);
	PG_TRY();
	{
		rows = run(statement, nargs, types, values);
	}
	PG_FINALLY();
	{
		boh_own_write_end(&mark);
	}
	PG_END_TRY();
	return rows;
}

bool
privacy_is(const char *one, const char *other)
{
	return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

static bool
has_group(List *groups, const BohClassified *column)
{
	ListCell   *cell;

	foreach(cell, groups)
	{
		const PrivacyGroup *group = lfirst(cell);

		if (privacy_is(group->table, column->table) &&
			privacy_is(group->person_column, column->person_column))
			return true;
	}
	return false;
}

static List *
columns_of(List *columns, const char *table)
{
	List	   *own = NIL;
	ListCell   *cell;

	foreach(cell, columns)
	{
		BohClassified *column = lfirst(cell);

		if (strcmp(column->table, table) == 0)
			own = lappend(own, column);
	}
	return own;
}

List *
privacy_groups(List *columns)
{
	List	   *groups = NIL;
	ListCell   *cell;

	foreach(cell, columns)
	{
		const BohClassified *column = lfirst(cell);
		PrivacyGroup *group;

		if (column->person_column == NULL || has_group(groups, column))
			continue;
		group = palloc(sizeof(PrivacyGroup));
		group->table = column->table;
		group->person_column = column->person_column;
		group->listed_table = column->listed_table;
		group->columns = columns_of(columns, column->table);
		groups = lappend(groups, group);
	}
	return groups;
}

void
privacy_count(ReturnSetInfo *result, const char *entity, int64 rows)
{
	Datum		values[COUNT_COLUMNS] = {CStringGetTextDatum(entity), Int64GetDatum(rows)};
	bool		nulls[COUNT_COLUMNS] = {false, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}
