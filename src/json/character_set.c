/*-------------------------------------------------------------------------
 *
 * json/character_set.c
 *	  Sets of characters, like bracket expressions in regular expressions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <unicode/uset.h>
#include <unicode/ustring.h>

#include "mb/pg_wchar.h"

#include "json/character_set.h"

void
boh_set_add(BohSet *set, pg_wchar first, pg_wchar last)
{
	if (set->count == set->capacity)
	{
		set->capacity = Max(16, 2 * set->capacity);
		set->ranges = set->ranges == NULL ? palloc(set->capacity * sizeof(BohRange)) :
			repalloc(set->ranges, set->capacity * sizeof(BohRange));
	}
	set->ranges[set->count++] = (BohRange)
	{
		first, last
	};
}

static int
compare_ranges(const void *a, const void *b)
{
	pg_wchar	first_a = ((const BohRange *) a)->first;
	pg_wchar	first_b = ((const BohRange *) b)->first;

	return first_a < first_b ? -1 : first_a > first_b;
}

/* Sorts the ranges and merges those that touch or overlap. */
void
boh_set_order(BohSet *set)
{
	int			kept = 0;

	if (set->count == 0)
		return;
	qsort(set->ranges, set->count, sizeof(BohRange), compare_ranges);
	for (int i = 1; i < set->count; i++)
	{
		if (set->ranges[i].first > set->ranges[kept].last + 1)
			set->ranges[++kept] = set->ranges[i];
		else
			set->ranges[kept].last = Max(set->ranges[kept].last, set->ranges[i].last);
	}
	set->count = kept + 1;
}

void
boh_set_add_complement(BohSet *set, BohSet *of)
{
	pg_wchar	next = 0;

	boh_set_order(of);
	for (int i = 0; i < of->count; i++)
	{
		if (of->ranges[i].first > next)
			boh_set_add(set, next, of->ranges[i].first - 1);
		next = of->ranges[i].last + 1;
	}
	if (next <= BOH_LAST_CHARACTER)
		boh_set_add(set, next, BOH_LAST_CHARACTER);
}

void
boh_set_add_line_ends(BohSet *set)
{
	boh_set_add(set, '\n', '\n');
	boh_set_add(set, '\r', '\r');
	if (GetDatabaseEncoding() == PG_UTF8)
		boh_set_add(set, 0x2028, 0x2029);
}

void
boh_set_add_white_space(BohSet *set)
{
	static const BohRange unicode[] = {
		{0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029},
		{0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}
	};

	boh_set_add(set, '\t', '\r');
	boh_set_add(set, ' ', ' ');
	for (int i = 0; GetDatabaseEncoding() == PG_UTF8 && i < (int) lengthof(unicode); i++)
		boh_set_add(set, unicode[i].first, unicode[i].last);
}

bool
boh_set_add_property(BohSet *set, const char *name)
{
	char	   *text = psprintf("[\\p{%s}]", name);
	int			length = strlen(text);
	UChar	   *pattern = palloc((length + 1) * sizeof(UChar));
	UErrorCode	status = U_ZERO_ERROR;
	USet	   *property;

	u_charsToUChars(text, pattern, length + 1);
	property = uset_openPattern(pattern, length, &status);
	pfree(pattern);
	pfree(text);
	if (U_FAILURE(status))
		return false;
	for (int i = 0; i < uset_getItemCount(property); i++)
	{
		UChar32		first;
		UChar32		last;

		status = U_ZERO_ERROR;
		if (uset_getItem(property, i, &first, &last, NULL, 0, &status) == 0)
			boh_set_add(set, (pg_wchar) first, (pg_wchar) last);
	}
	uset_close(property);
	return true;
}
