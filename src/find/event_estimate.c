/*-------------------------------------------------------------------------
 *
 * find/event_estimate.c
 *	  About how many events the filters of a list leave.
 *
 * ANALYZE finds how frequent each term is.  Terms count as independent of each
 * other here.  Prices, times and free seats are not in it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "find/event_estimate.h"
#include "find/event_terms.h"
#include "find/frequency.h"

/* Each of these is one part of all events, or the index of a walk has it. */
static const int selective[] = {
	BOH_EVENT_CATEGORY, BOH_EVENT_CITY, BOH_EVENT_VENUE, BOH_EVENT_AUTHOR,
	BOH_EVENT_ALL_TAGS, BOH_EVENT_ANY_TAGS, BOH_EVENT_KM
};

/* Whether a walk passes entries that a filter with terms leaves out */
static bool
walk_leaves_out(const BohEventFilter *filter, int walked)
{
	for (int i = 0; i < (int) lengthof(selective); i++)
	{
		if (selective[i] != walked && filter->nulls[selective[i]] == ' ')
			return true;
	}
	return false;
}

static bool
begins_with(const char *text, int length, const char *beginning)
{
	int			needed = strlen(beginning);

	return length > needed && memcmp(text, beginning, needed) == 0 && text[needed] == ':';
}

/*
 * In which part of all events an array's terms are: all of them, or any one.
 * kind: the term that begins so does not count; NULL: all count.
 */
static double
share_of(const BohFrequencies *known, Datum terms, bool any, const char *kind)
{
	Datum	   *elements;
	int			count;
	double		sum = 0;
	double		product = 1;

	deconstruct_array(DatumGetArrayTypeP(terms), TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		char	   *term = VARDATA_ANY(DatumGetPointer(elements[i]));
		int			length = VARSIZE_ANY_EXHDR(DatumGetPointer(elements[i]));
		double		share;

		if (kind != NULL && begins_with(term, length, kind))
			continue;
		share = boh_frequency_of(known, term, length, false);
		sum += share;
		product *= share;
	}
	return any ? Min(sum, 1) : product;
}

/* The part of a set of events that has the terms of a filter */
static double
share(const BohFrequencies *known, const BohEventFilter *filter, const char *without_kind)
{
	double		product = 1;

	if (filter->nulls[BOH_EVENT_ALL_TERMS] == ' ')
		product *= share_of(known, filter->values[BOH_EVENT_ALL_TERMS], false, without_kind);
	if (filter->nulls[BOH_EVENT_ANY_TERMS] == ' ')
		product *= share_of(known, filter->values[BOH_EVENT_ANY_TERMS], true, NULL);
	return product;
}

BohEventEstimate
boh_event_estimate(const BohEventFilter *filter, int walked, int wanted)
{
	BohEventEstimate estimate = {.known = false};
	BohFrequencies known;

	if (filter->set == BOH_EVENTS_OWN || !walk_leaves_out(filter, walked) ||
		!boh_frequencies_open(filter->schema, "terms", &known))
		return estimate;
	estimate.known = true;
	estimate.named = share(&known, filter, NULL) *
		(filter->set == BOH_EVENTS_UPCOMING ?
		 boh_frequency_index_rows(filter->schema, "idx_event_search_start_date") : known.rows);
	estimate.passed = wanted /
		share(&known, filter, walked < 0 ? NULL : boh_event_term_kind(walked));
	boh_frequencies_close(&known);
	return estimate;
}

double
boh_event_estimate_in_weeks(const BohEventFilter *filter)
{
	BohFrequencies known;
	double		named;

	if (!boh_frequencies_open(filter->schema, "terms", &known))
		return 0;
	named = known.rows * share(&known, filter, NULL) *
		share_of(&known, filter->values[BOH_EVENT_WEEKS], true, NULL);
	boh_frequencies_close(&known);
	return named;
}
