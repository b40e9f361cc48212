/*-------------------------------------------------------------------------
 *
 * json/listing.h
 *	  Filters and cursors of functions that return lists page by page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_LISTING_H
#define BOH_JSON_LISTING_H

#include "fmgr.h"
#include "utils/jsonb.h"
#include "utils/uuid.h"

/* A filter that a list knows; type: boolean, text, uuid or timestamptz */
typedef struct BohFilter
{
	const char *name;
	Oid			type;
} BohFilter;

/*
 * Read an argument with filters, a JSON object or NULL.  A filter that is
 * missing or null becomes NULL in values and 'n' in nulls.  Raises 22023 for a
 * filter that the list does not know, naming those that it does, and for one
 * of the wrong type; the type's own error for text that it does not accept.
 */
extern void boh_filters_read(FunctionCallInfo fcinfo, int number, const BohFilter *known,
							 int count, Datum *values, char *nulls);

/*
 * The cursor after a row: text that holds the row's id, and a hash of the
 * list's name, the data schema and the filters.
 */
extern char *boh_cursor_after(const char *list, Oid schema, FunctionCallInfo fcinfo,
							  int filters, const pg_uuid_t *id);

/*
 * The id in an argument with a cursor; false: it is NULL, for the first page.
 * Raises 22023 for a cursor of another list or of other filters.
 */
extern bool boh_cursor_read(const char *list, Oid schema, FunctionCallInfo fcinfo,
							int filters, int cursor, pg_uuid_t *id);

#endif							/* BOH_JSON_LISTING_H */
