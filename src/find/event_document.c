/*-------------------------------------------------------------------------
 *
 * find/event_document.c
 *	  Documents about one event: iCalendar and JSON-LD.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/query.h"
#include "find/event_document.h"
#include "find/event_id.h"
#include "find/visibility.h"

Datum
boh_event_document(FunctionCallInfo fcinfo, bool with_seats, BohMakeDocument make)
{
	TimestampTz now = boh_now();
	Oid			schema;
	BohReading	reading;
	BohSite		site;
	BohEventDetails event;
	pg_uuid_t	id;
	Datum		document = (Datum) 0;

	boh_argument_require(fcinfo, 0, "slug");
	schema = boh_current_schema();
	boh_spi_connect();
	boh_site_read(schema, &site);
	reading = boh_reading_begin(schema);
	if (boh_event_of_slug(schema, PG_GETARG_DATUM(0), &id, NULL) &&
		boh_event_details(schema, &id, 1, with_seats, now, &event) == 1)
		document = SPI_datumTransfer(make(&site, &event, now), false, -1);
	boh_reading_end(reading);
	boh_spi_finish();
	if (document == (Datum) 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(document);
}
