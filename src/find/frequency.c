/*-------------------------------------------------------------------------
 *
 * find/frequency.c
 *	  How frequent elements of event_search are, by what ANALYZE found.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_statistic.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/query.h"
#include "base/shard.h"
#include "find/frequency.h"

static double
rows_of(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	double		rows;

	if (!HeapTupleIsValid(tuple))
		return 0;
	/* -1: nobody has counted them */
	rows = Max(((Form_pg_class) GETSTRUCT(tuple))->reltuples, 0);
	ReleaseSysCache(tuple);
	return rows;
}

bool
boh_frequencies_open(Oid schema, const char *column, BohFrequencies *known)
{
	Oid			table = boh_table(schema, "event_search");

	known->rows = rows_of(table);
	known->tuple = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table),
								   Int16GetDatum(get_attnum(table, column)), BoolGetDatum(false));
	if (!HeapTupleIsValid(known->tuple))
		return false;
	if (!get_attstatsslot(&known->slot, known->tuple, STATISTIC_KIND_MCELEM, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS) ||
		known->slot.nnumbers < known->slot.nvalues + 2 || known->rows <= 0)
	{
		ReleaseSysCache(known->tuple);
		return false;
	}
	/* after those of the elements come the lowest and highest frequency */
	known->rare = known->slot.numbers[known->slot.nvalues] / 2;
	return true;
}

void
boh_frequencies_close(BohFrequencies *known)
{
	free_attstatsslot(&known->slot);
	ReleaseSysCache(known->tuple);
}

double
boh_frequency_of(const BohFrequencies *known, const char *element, int length, bool beginning)
{
	double		sum = 0;

	for (int i = 0; i < known->slot.nvalues; i++)
	{
		struct varlena *value = (struct varlena *) DatumGetPointer(known->slot.values[i]);
		int			known_length = VARSIZE_ANY_EXHDR(value);

		if ((beginning ? known_length >= length : known_length == length) &&
			memcmp(VARDATA_ANY(value), element, length) == 0)
			sum += known->slot.numbers[i];
	}
	return sum > 0 ? sum : known->rare;
}

double
boh_frequency_index_rows(Oid schema, const char *index)
{
	return rows_of(boh_index_of(boh_table(schema, "event_search"), index));
}
