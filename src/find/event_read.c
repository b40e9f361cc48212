/*-------------------------------------------------------------------------
 *
 * find/event_read.c
 *	  boh_event(): an event by its slug.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "find/event_id.h"
#include "find/event_json.h"
#include "find/visibility.h"

PG_FUNCTION_INFO_V1(boh_event);

static Datum
with_redirect(Jsonb *document, const char *slug)
{
	BohDetail	member;

	boh_detail_init(&member);
	boh_detail_text(&member, "redirect", slug);
	return DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(document),
							   DirectFunctionCall1(jsonb_in,
												   CStringGetDatum(boh_detail_json(&member))));
}

/* The event that a slug leads to; 0: there is none that the caller sees. */
static Datum
read_event(Oid schema, const BohEyes *eyes, Datum slug)
{
	pg_uuid_t	id;
	char	   *target;
	BohEventDocuments *documents;
	BohJsonbState state = {0};
	Jsonb	   *document;

	if (!boh_event_of_slug(schema, slug, &id, &target))
		return (Datum) 0;
	documents = boh_event_documents(schema, eyes, BOH_EVENT_WHOLE, &id, 1, boh_now());
	if (boh_event_documents_count(documents) == 0)
		return (Datum) 0;
	boh_event_document_push(documents, 0, &state);
	document = JsonbValueToJsonb(state.result);
	return target == NULL ? JsonbPGetDatum(document) : with_redirect(document, target);
}

Datum
boh_event(PG_FUNCTION_ARGS)
{
	Oid			schema;
	BohEyes		eyes;
	BohReading	reading;
	Datum		event;

	boh_argument_require(fcinfo, 0, "slug");
	schema = boh_current_schema();
	eyes = boh_eyes(schema);
	reading = boh_reading_begin(schema);
	boh_spi_connect();
	event = read_event(schema, &eyes, PG_GETARG_DATUM(0));
	if (event != (Datum) 0)
		event = SPI_datumTransfer(event, false, -1);
	boh_spi_finish();
	boh_reading_end(reading);
	if (event == (Datum) 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(event);
}
