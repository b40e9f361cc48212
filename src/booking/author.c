/*-------------------------------------------------------------------------
 *
 * booking/author.c
 *	  Whether the session's person runs an event.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/query.h"
#include "base/session.h"
#include "booking/author.h"

static const BohQuery author = {
	.text = "SELECT author_id FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events",
	.read_only = true
};

bool
boh_session_is_author(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};
	pg_uuid_t	person;
	bool		is_author;

	if (boh_session_role_now(schema) < BOH_SESSION_ORGANIZER ||
		!boh_session_person(schema, &person))
		return false;
	boh_spi_connect();
	is_author = boh_query(&author, schema, values, NULL, 1) > 0 &&
		memcmp(DatumGetUUIDP(boh_required_value(0, 1, UUIDOID)), &person, UUID_LEN) == 0;
	boh_spi_finish();
	return is_author;
}
