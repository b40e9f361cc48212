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

#include "base/compat.h"

/* Rows on a page, at most */
#define BOH_LISTING_MOST_ROWS 100

/*
 * A filter that a list knows.  A name with a point, such as "price.from", is a
 * member of a filter that is an object.  type is boolean, text, uuid,
 * timestamptz, int4, numeric, float8 or text[].
 */
typedef struct BohFilter
{
	const char *name;
	Oid			type;
} BohFilter;

/* A list as it was asked for.  Its cursors are good for the same list only. */
typedef struct BohListing
{
	const char *name;			/* of the function, and what else its rows
								 * depend on but filters */
	Oid			schema;
	Jsonb	   *filters;		/* NULL: none */
} BohListing;

/*
 * The place after which a page begins: the row's value of the order, and its
 * id.  type is timestamptz, numeric, float8 or text; InvalidOid: rows are in
 * order of their ids alone.
 */
typedef struct BohPosition
{
	Oid			type;
	Datum		value;
	pg_uuid_t	id;
} BohPosition;

/* An argument with filters.  NULL for NULL; raises 22023 unless an object. */
extern Jsonb *boh_filters_argument(FunctionCallInfo fcinfo, int number);

/*
 * Read filters, which may be NULL.  A filter that is missing or null becomes
 * NULL in values and 'n' in nulls.  Raises 22023 for a filter that the list
 * does not know, naming those that it does, and for one of the wrong type; the
 * type's own error for text that it does not accept.
 */
extern void boh_filters_read(Jsonb *filters, const BohFilter *known, int count,
							 Datum *values, char *nulls);

/* Raises 22023 for the value of a filter; value may be NULL. */
BOH_NORETURN extern void boh_filter_refuse(const char *value, const char *reason);

/*
 * Which of these words a filter of type text is.  Raises 22023, naming them,
 * for another one.
 */
extern int	boh_filter_choice(const char *filter, Datum value,
							  const char *const *words, int count);

/*
 * The cursor after a row: text that holds its position, and a hash of that, the
 * list's name, the data schema and the filters.
 */
extern char *boh_cursor_after(const BohListing *listing, const BohPosition *position);

/*
 * Read an argument with a cursor.  position->type is what the list is ordered
 * by.  false: it is NULL, for the first page.  Raises 22023 for a cursor of
 * another list, of other filters, and for one that was changed.
 */
extern bool boh_cursor_read(const BohListing *listing, FunctionCallInfo fcinfo, int number,
							BohPosition *position);

/*
 * {"rows": [...], "next_cursor": ...}.  The array of rows must be appended
 * between these two.  cursor NULL: there are no more.
 */
extern void boh_listing_begin_page(BohJsonbState *state);
extern Jsonb *boh_listing_end_page(BohJsonbState *state, const char *cursor);

/* The same of a List of Jsonb */
extern Jsonb *boh_listing_page(List *rows, const char *cursor);

#endif							/* BOH_JSON_LISTING_H */
