/*-------------------------------------------------------------------------
 *
 * find/event_estimate.h
 *	  About how many events the filters of a list leave.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_ESTIMATE_H
#define BOH_EVENT_ESTIMATE_H

#include "find/event_filter.h"

typedef struct BohEventEstimate
{
	bool		known;			/* false: nothing is known */
	double		named;			/* events that have the terms of the filter */
	double		passed;			/* entries that a walk passes until it has as
								 * many as are wanted */
} BohEventEstimate;

/*
 * walked: the filter that the index of a walk has, as its parameter; -1: none.
 * Nothing is known if ANALYZE has not looked yet, of events that event_search
 * does not have, and of filters that an index or frequent terms serve.
 */
extern BohEventEstimate boh_event_estimate(const BohEventFilter *filter, int walked, int wanted);

/*
 * About how many events have the terms of a filter and one of its weeks, which
 * are set.  0: nothing is known.
 */
extern double boh_event_estimate_in_weeks(const BohEventFilter *filter);

#endif							/* BOH_EVENT_ESTIMATE_H */
