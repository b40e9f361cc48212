/*-------------------------------------------------------------------------
 *
 * content/section_position.c
 *	  Positions of sections on their page.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "common/int.h"

#include "base/caller.h"
#include "base/fetch.h"
#include "base/query.h"
#include "content/section_position.h"

static const BohColumn page_columns[] = {{"id", UUIDOID}};
static const BohTable page_table = {"content_pages", lengthof(page_columns), page_columns};

static const BohQuery last_position = {
	.text = "SELECT position FROM {schema}.content_sections WHERE page_id " BOH_EQ " $1"
	" ORDER BY position DESC LIMIT 1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "content_sections",
	.latest = true
};

/* If the page does not exist, the foreign key raises the error later. */
void
boh_page_lock_for_section(Oid schema, const pg_uuid_t *page)
{
	Relation	pages = boh_open_table(schema, "content_pages", RowShareLock);
	BohRow		row;

	if (boh_fetch(pages, page, &page_table, &row))
		(void) boh_fetch_lock(pages, LockTupleNoKeyExclusive, LockWaitBlock, &row);
	table_close(pages, NoLock);
}

int32
boh_page_next_position(Oid schema, const pg_uuid_t *page)
{
	Datum		argument = UUIDPGetDatum(page);
	int32		position = 0;

	boh_spi_connect();
	if (boh_query(&last_position, schema, &argument, NULL, 1) > 0 &&
		pg_add_s32_overflow(DatumGetInt32(boh_required_value(0, 1, INT4OID)), 1, &position))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("last section of the page has the highest possible position"),
				 errhint("Put the page's sections in order with boh_reorder_sections().")));
	boh_spi_finish();
	return position;
}
