/*-------------------------------------------------------------------------
 *
 * booking/participants.c
 *	  boh_event_participants(): who booked an event, for its organizer.
 *
 * Policies hide the rows of other users from an organizer.  This function
 * shows name and email of those who booked, and nothing else of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/session.h"
#include "base/uuid.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_event_participants);

#define PARTICIPANTS_COLUMNS 7

static const BohQuery find_event = {
	.text = "SELECT 1 FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.read_only = true
};

static const BohQuery author = {
	.text = "SELECT author_id FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events",
	.read_only = true
};

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

/* true when the session's person, an ORGANIZER or ADMIN, is the author. */
static bool
is_author(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};
	pg_uuid_t	person;

	return boh_session_role_now(schema) >= BOH_SESSION_ORGANIZER &&
		boh_session_person(schema, &person) &&
		boh_query(&author, schema, values, NULL, 1) > 0 &&
		memcmp(DatumGetUUIDP(boh_required_value(0, 1, UUIDOID)), &person, sizeof(pg_uuid_t)) == 0;
}

static void
raise_right(Oid schema, const pg_uuid_t *event)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_raise(BOH_PARTICIPANTS_RIGHT, &detail, BOH_PLACE(schema, "events", NULL, NULL));
}

/*
 * The statement for the caller.  A role that does not act for people runs it
 * with its own privileges, and so gets nothing here that it cannot select.
 */
static const BohQuery *
statement_for_caller(Oid schema, const pg_uuid_t *event)
{
	BohProfileSet profiles = boh_profiles(schema);
	Datum		values[] = {UUIDPGetDatum(event)};

	if (boh_limited_to_people(profiles))
	{
		if (is_author(schema, event))
			return &participants_for_people;
		if (!boh_acts_as_admin(schema, profiles))
			raise_right(schema, event);
	}
	if (boh_query(&find_event, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
	return boh_limited_to_people(profiles) ? &participants_for_people : &participants;
}

/* Names and addresses of customers were read. */
static void
audit_reading(Oid schema, const pg_uuid_t *event, uint64 count)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_ACCESS,
		.action = "READ",
		.entity = "events",
		.entity_id = boh_uuid_text(event),
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "participants", (int64) count);
	boh_audit_write(schema, &entry);
}

Datum
boh_event_participants(PG_FUNCTION_ARGS)
{
	static const Oid types[PARTICIPANTS_COLUMNS] = {
		UUIDOID, UUIDOID, TEXTOID, TEXTOID, INT4OID, TEXTOID, TIMESTAMPTZOID
	};
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	Oid			schema = boh_current_schema();
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		arguments[] = {UUIDPGetDatum(event)};
	uint64		count;

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	count = boh_query(statement_for_caller(schema, event), schema, arguments, NULL, 0);
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
	audit_reading(schema, event, count);
	return (Datum) 0;
}
