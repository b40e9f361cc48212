/*-------------------------------------------------------------------------
 *
 * find/event_terms.h
 *	  Filters as words of event_search.terms, which an index holds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_TERMS_H
#define BOH_EVENT_TERMS_H

#include "find/event_parameters.h"

/*
 * Fill in the parameters with terms: words that an event must have all, and
 * words of which it must have one.  They leave no event out that the filters
 * let pass.  Either is NULL if no filter has such words.
 */
extern void boh_event_terms(Datum *values, char *nulls);

/* What the term of a parameter begins with, before a colon; NULL: it has none, or several. */
extern const char *boh_event_term_kind(int parameter);

/* Let the words of which it must have one be the cells near the filter's point. */
extern void boh_event_terms_near(Datum *values, char *nulls, double km);

/*
 * Let the weeks be those from one to another, excluded, both counted from the
 * week of a Julian day.
 */
extern void boh_event_weeks(Datum *values, char *nulls, int day, int from, int to);

/* Let the weeks be that of a time, as long events that run then name it. */
extern void boh_event_terms_running(Datum *values, char *nulls, TimestampTz time);

#endif							/* BOH_EVENT_TERMS_H */
