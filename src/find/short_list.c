/*-------------------------------------------------------------------------
 *
 * find/short_list.c
 *	  Lists whose pages one statement finds: pages, media, tags.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/timestamp.h"

#include "find/short_list.h"

static char *
cursor_at(const BohListing *listing, uint64 row, Oid type)
{
	BohPosition position = {.type = type};

	position.id = *DatumGetUUIDP(boh_required_value(row, 1, UUIDOID));
	position.value = boh_required_value(row, 2, type);
	return boh_cursor_after(listing, &position);
}

void
boh_before_newest(BohPosition *position)
{
	position->type = TIMESTAMPTZOID;
	position->value = TimestampTzGetDatum(DT_NOEND);
	memset(&position->id, 0xff, sizeof(position->id));
}

static Jsonb *
page_of(const BohListing *listing, uint64 found, Oid type, int page_size)
{
	List	   *rows = NIL;
	char	   *cursor = NULL;

	for (uint64 row = 0; row < found && list_length(rows) < page_size; row++)
	{
		if (DatumGetBool(boh_required_value(row, 3, BOOLOID)))
			rows = lappend(rows, DatumGetJsonbP(boh_required_value(row, 5, JSONBOID)));
		if (DatumGetBool(boh_required_value(row, 4, BOOLOID)) ||
			(list_length(rows) == page_size && row + 1 < found))
			cursor = cursor_at(listing, row, type);
	}
	return boh_listing_page(rows, cursor);
}

Datum
boh_short_list(const BohListing *listing, const BohQuery *query, Datum *values,
			   const char *nulls, Oid type, int page_size)
{
	uint64		found;
	Datum		page;

	boh_spi_connect();
	found = boh_query(query, listing->schema, values, nulls, 0);
	page = SPI_datumTransfer(JsonbPGetDatum(page_of(listing, found, type, page_size)), false, -1);
	boh_spi_finish();
	return page;
}
