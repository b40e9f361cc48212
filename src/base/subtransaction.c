/*-------------------------------------------------------------------------
 *
 * base/subtransaction.c
 *	  Work that can be rolled back, which releases its locks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/uuid.h"

#include "base/subtransaction.h"

bool
boh_in_subtransaction(void)
{
	return GetCurrentTransactionNestLevel() > 1;
}

bool
boh_try(BohWork work, void *argument, BohForgive forgive)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool done = false;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		work(argument);
		ReleaseCurrentSubTransaction();
		done = true;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (!forgive(error, argument))
			ReThrowError(error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return done;
}

bool
boh_waited_too_long(const ErrorData *error, void *argument pg_attribute_unused())
{
	return error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
}

/* Do work in a subtransaction and roll it back, which releases its locks. */
static void
undo(BohWork work, void *argument)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	work(argument);
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

typedef struct LockedRow
{
	const BohQuery *query;
	Oid			schema;
	Datum	   *values;
	bool		found;			/* result, with id */
	pg_uuid_t	id;
} LockedRow;

static void
find_locked_row(void *argument)
{
	LockedRow  *row = argument;

	row->found = boh_query(row->query, row->schema, row->values, NULL, 1) > 0;
	if (row->found)
		row->id = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
}

static void
wait_for_row(void *argument)
{
	LockedRow  *row = argument;
	Datum		values[] = {UUIDPGetDatum(&row->id)};

	boh_query(row->query, row->schema, values, NULL, 1);
}

bool
boh_wait_for_locked(const BohQuery *find_locked, const BohQuery *lock, Oid schema,
					Datum *values)
{
	LockedRow	row = {.query = find_locked,.schema = schema,.values = values};

	boh_spi_connect();
	undo(find_locked_row, &row);
	row.query = lock;
	if (row.found)
		undo(wait_for_row, &row);
	boh_spi_finish();
	return row.found;
}
