/*-------------------------------------------------------------------------
 *
 * booking/participants.c
 *	  boh_event_participants(): who booked an event, for its organizer.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/query.h"
#include "booking/participant_reader.h"

PG_FUNCTION_INFO_V1(boh_event_participants);

#define PARTICIPANTS_COLUMNS 7

#define PARTICIPANTS \
	"SELECT b.id, b.user_id, u.name, u.email, b.seats, CAST(b.status AS pg_catalog.text)," \
	" CAST(b.booking_date AS pg_catalog.timestamptz)" \
	" FROM {schema}.bookings b JOIN {schema}.users u ON u.id " BOH_EQ " b.user_id" \
	" WHERE b.event_id " BOH_EQ " $1 ORDER BY b.booking_date, b.id"

static const BohQuery participants = {
	.text = PARTICIPANTS,
	.nargs = 1,
	.argtypes = {UUIDOID},
	.read_only = true
};

static const BohQuery participants_for_people = {
	.text = PARTICIPANTS,
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings",
	.read_only = true
};

Datum
boh_event_participants(PG_FUNCTION_ARGS)
{
	static const Oid types[PARTICIPANTS_COLUMNS] = {
		UUIDOID, UUIDOID, TEXTOID, TEXTOID, INT4OID, TEXTOID, TIMESTAMPTZOID
	};
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	Oid			schema = boh_schema_to_write(fcinfo);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		arguments[] = {UUIDPGetDatum(event)};
	bool		as_owner = boh_participants_as_owner(schema, event);
	uint64		count;

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	count = boh_query(as_owner ? &participants_for_people : &participants, schema, arguments,
					  NULL, 0);
	for (uint64 row = 0; row < count; row++)
	{
		Datum		values[PARTICIPANTS_COLUMNS];
		bool		nulls[PARTICIPANTS_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < PARTICIPANTS_COLUMNS; i++)
			values[i] = boh_value(row, i + 1, types[i], &nulls[i]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	boh_spi_finish();
	boh_participants_were_read(schema, event, count);
	return (Datum) 0;
}
