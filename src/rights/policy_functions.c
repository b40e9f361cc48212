/*-------------------------------------------------------------------------
 *
 * rights/policy_functions.c
 *	  Functions that policies compare columns with.
 *
 * They look at the session of the transaction alone, or read a table with the
 * rights of its owner.  A policy on bookings cannot read events by a subquery
 * and a policy on events bookings: PostgreSQL would report an infinite
 * recursion.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/uuid.h"

#include "base/error.h"
#include "base/query.h"
#include "base/session.h"

PG_FUNCTION_INFO_V1(boh_session_organizer);
PG_FUNCTION_INFO_V1(boh_session_is_admin);
PG_FUNCTION_INFO_V1(boh_session_first_user);
PG_FUNCTION_INFO_V1(boh_session_last_user);
PG_FUNCTION_INFO_V1(boh_session_first_author);
PG_FUNCTION_INFO_V1(boh_session_last_author);
PG_FUNCTION_INFO_V1(boh_own_events);
PG_FUNCTION_INFO_V1(boh_booked_events);

static const BohQuery own_events = {
	.text = "SELECT pg_catalog.array_agg(id) FROM {schema}.events WHERE author_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events",
	.read_only = true,
	.by_index = true
};

static const BohQuery booked_events = {
	.text = "SELECT pg_catalog.array_agg(DISTINCT b.event_id) FROM"
	" (SELECT event_id FROM {schema}.bookings WHERE user_id " BOH_EQ " $1"
	" UNION ALL SELECT event_id FROM {schema}.bookings_archive WHERE user_id " BOH_EQ " $1) b",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings",
	.read_only = true,
	.by_index = true
};

static Datum
return_id(const pg_uuid_t *id)
{
	pg_uuid_t  *copy = palloc(sizeof(pg_uuid_t));

	*copy = *id;
	return UUIDPGetDatum(copy);
}

Datum
boh_session_organizer(PG_FUNCTION_ARGS)
{
	const BohSession *session = boh_session_for(PG_GETARG_OID(0), BOH_SESSION_ORGANIZER);

	if (session == NULL)
		PG_RETURN_NULL();
	return return_id(&session->user);
}

Datum
boh_session_is_admin(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(boh_session_for(PG_GETARG_OID(0), BOH_SESSION_ADMIN) != NULL);
}

/*
 * One end of a range of ids.  It is the person's own id or, for an ADMIN, an
 * id whose bytes are all the same: the lowest or the highest there is.
 */
static Datum
end_of_range(FunctionCallInfo fcinfo, BohSessionRole lowest, unsigned char byte)
{
	const BohSession *session = boh_session_for(PG_GETARG_OID(0), lowest);
	pg_uuid_t	end;

	if (session == NULL)
		PG_RETURN_NULL();
	end = session->user;
	if (session->role == BOH_SESSION_ADMIN)
		memset(&end, byte, sizeof(end));
	return return_id(&end);
}

Datum
boh_session_first_user(PG_FUNCTION_ARGS)
{
	return end_of_range(fcinfo, BOH_SESSION_USER, 0x00);
}

Datum
boh_session_last_user(PG_FUNCTION_ARGS)
{
	return end_of_range(fcinfo, BOH_SESSION_USER, 0xFF);
}

Datum
boh_session_first_author(PG_FUNCTION_ARGS)
{
	return end_of_range(fcinfo, BOH_SESSION_ORGANIZER, 0x00);
}

Datum
boh_session_last_author(PG_FUNCTION_ARGS)
{
	return end_of_range(fcinfo, BOH_SESSION_ORGANIZER, 0xFF);
}

/*
 * The array that a query for the session's person returns.  It is empty when
 * the person's role is lower than asked.
 */
static Datum
events_of(FunctionCallInfo fcinfo, const BohQuery *query, BohSessionRole lowest)
{
	MemoryContext caller = CurrentMemoryContext;
	Oid			schema = get_rel_namespace(PG_GETARG_OID(0));
	pg_uuid_t	person;
	Datum		values[1];
	Datum		events;
	bool		none;

	if (!OidIsValid(schema))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", PG_GETARG_OID(0))));
	if (boh_session_role_now(schema) < lowest || !boh_session_person(schema, &person))
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(UUIDOID));
	values[0] = UUIDPGetDatum(&person);
	boh_spi_connect();
	(void) boh_query(query, schema, values, NULL, 1);
	events = boh_value(0, 1, UUIDARRAYOID, &none);
	if (!none)
	{
		MemoryContext spi = MemoryContextSwitchTo(caller);

		events = PointerGetDatum(DatumGetArrayTypePCopy(events));
		MemoryContextSwitchTo(spi);
	}
	boh_spi_finish();
	if (none)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(UUIDOID));
	PG_RETURN_DATUM(events);
}

Datum
boh_own_events(PG_FUNCTION_ARGS)
{
	return events_of(fcinfo, &own_events, BOH_SESSION_ORGANIZER);
}

Datum
boh_booked_events(PG_FUNCTION_ARGS)
{
	return events_of(fcinfo, &booked_events, BOH_SESSION_USER);
}
