/*-------------------------------------------------------------------------
 *
 * find/event_document.h
 *	  Documents about one event: iCalendar and JSON-LD.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_DOCUMENT_H
#define BOH_EVENT_DOCUMENT_H

#include "fmgr.h"

#include "find/event_details.h"
#include "find/site.h"

/* Makes the document, a value of variable length. */
typedef Datum (*BohMakeDocument) (const BohSite *site, BohEventDetails *event, TimestampTz now);

/*
 * The result of a function whose first argument is a slug: the document about
 * the event that everybody may see there, or NULL.
 */
extern Datum boh_event_document(FunctionCallInfo fcinfo, bool with_seats, BohMakeDocument make);

#endif							/* BOH_EVENT_DOCUMENT_H */
