/*-------------------------------------------------------------------------
 *
 * content/section_arrival.c
 *	  Sections that one statement moves to the end of a page.
 *
 * A statement updates its rows in any order, and each moved section gets the
 * next position.  So the row trigger notes the moved sections and their
 * positions.  A statement trigger then exchanges the positions among these
 * sections, unless they are in order already.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "base/context.h"
#include "base/query.h"
#include "base/row.h"
#include "content/section_arrival.h"

PG_FUNCTION_INFO_V1(boh_content_sections_order);

/*
 * The moved sections of the running statement, in TopTransactionContext; NULL
 * before the first one of a transaction.
 */
static BohArrival *arrivals = NULL;
static int	count = 0;
static int	room = 0;

/*
 * $1: ids, $2: pages, $3: current positions, $4: new positions.  Comparing
 * page and position skips rows that another trigger kept from being written.
 */
static const BohQuery put_in_order = {
	.text = "UPDATE {schema}.content_sections s SET position = o.goes"
	" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2),"
	" pg_catalog.unnest($3), pg_catalog.unnest($4)) o (id, page, stands, goes)"
	" WHERE s.id " BOH_EQ " o.id AND s.page_id " BOH_EQ " o.page"
	" AND s.position " BOH_EQ " o.stands AND o.goes " BOH_NE " o.stands",
	.nargs = 4,
	.argtypes = {UUIDARRAYOID, UUIDARRAYOID, INT4ARRAYOID, INT4ARRAYOID},
	.owner_of = "content_sections",
	.latest = true
};

static void
transaction_ended(XactEvent event pg_attribute_unused(), void *argument pg_attribute_unused())
{
	arrivals = NULL;
	count = 0;
	room = 0;
}

/* Forget the sections of a statement that failed. */
static void
subtransaction_ended(SubXactEvent event, SubTransactionId mine pg_attribute_unused(),
					 SubTransactionId parent pg_attribute_unused(),
					 void *argument pg_attribute_unused())
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		count = 0;
}

void
boh_section_arrival_init(void)
{
	RegisterXactCallback(transaction_ended, NULL);
	RegisterSubXactCallback(subtransaction_ended, NULL);
}

void
boh_section_arrives(const BohArrival *arrival)
{
	if (arrivals == NULL)
	{
		room = 16;
		arrivals = MemoryContextAlloc(TopTransactionContext, room * sizeof(BohArrival));
	}
	else if (count == room)
	{
		arrivals = repalloc_huge(arrivals, (Size) room * 2 * sizeof(BohArrival));
		room *= 2;
	}
	arrivals[count++] = *arrival;
}

static int
compare_uuids(const pg_uuid_t *one, const pg_uuid_t *two)
{
	return memcmp(one, two, sizeof(pg_uuid_t));
}

/* Sort by new page, then by the order that the sections must have there. */
static int
compare_arrivals(const void *a, const void *b)
{
	const BohArrival *one = a;
	const BohArrival *two = b;
	int			order = compare_uuids(&one->to, &two->to);

	if (order == 0)
		order = compare_uuids(&one->from, &two->from);
	if (order == 0)
		order = one->before < two->before ? -1 : one->before > two->before;
	return order;
}

/* Sort by new page, then by the positions that the sections got there. */
static int
compare_places(const void *a, const void *b)
{
	const BohArrival *one = a;
	const BohArrival *two = b;
	int			order = compare_uuids(&one->to, &two->to);

	if (order == 0)
		order = one->position < two->position ? -1 : one->position > two->position;
	return order;
}

/*
 * Give the positions that the sections got on a page to the same sections, in
 * the order of compare_arrivals().
 */
static void
put_sections_in_order(Oid schema, BohArrival *sections, int number)
{
	BohArrival *places = palloc_extended(number * sizeof(BohArrival), MCXT_ALLOC_HUGE);
	Datum	   *columns[4];
	Datum		values[4];
	bool		in_order = true;

	memcpy(places, sections, number * sizeof(BohArrival));
	qsort(places, number, sizeof(BohArrival), compare_places);
	qsort(sections, number, sizeof(BohArrival), compare_arrivals);
	for (int column = 0; column < 4; column++)
		columns[column] = palloc_extended(number * sizeof(Datum), MCXT_ALLOC_HUGE);
	for (int i = 0; i < number; i++)
	{
		in_order = in_order && places[i].position == sections[i].position;
		columns[0][i] = UUIDPGetDatum(&sections[i].section);
		columns[1][i] = UUIDPGetDatum(&sections[i].to);
		columns[2][i] = Int32GetDatum(sections[i].position);
		columns[3][i] = Int32GetDatum(places[i].position);
	}
	if (in_order)
		return;
	for (int column = 0; column < 4; column++)
		values[column] = PointerGetDatum(column < 2 ?
										 construct_array(columns[column], number, UUIDOID, UUID_LEN,
														 false, TYPALIGN_CHAR) :
										 construct_array(columns[column], number, INT4OID,
														 sizeof(int32), true, TYPALIGN_INT));
	boh_spi_connect();
	boh_query(&put_in_order, schema, values, NULL, 0);
	boh_spi_finish();
}

Datum
boh_content_sections_order(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_sections_order",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_UPDATE);
	int			number = count;

	/* reset first: put_in_order fires this trigger again */
	count = 0;
	if (number > 1)
		put_sections_in_order(boh_trigger_schema(trigger->tg_relation), arrivals, number);
	return PointerGetDatum(NULL);
}
