/*-------------------------------------------------------------------------
 *
 * booking/participant_reader.c
 *	  Who may read which people booked an event.
 *
 * Policies hide the rows of other users from an organizer.  Functions show
 * name and address of those who booked, and nothing else of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "audit/log.h"
#include "base/error.h"
#include "base/query.h"
#include "base/uuid.h"
#include "booking/author.h"
#include "booking/participant_reader.h"
#include "rights/profile.h"

static const BohQuery find_event = {
	.text = "SELECT 1 FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.read_only = true
};

static void
raise_right(Oid schema, const pg_uuid_t *event)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_raise(BOH_PARTICIPANTS_RIGHT, &detail, BOH_PLACE(schema, "events", NULL, NULL));
}

bool
boh_participants_as_owner(Oid schema, const pg_uuid_t *event)
{
	BohProfileSet profiles = boh_profiles(schema);
	Datum		values[] = {UUIDPGetDatum(event)};

	if (boh_limited_to_people(profiles))
	{
		if (boh_session_is_author(schema, event))
			return true;
		if (!boh_acts_as_admin(schema, profiles))
			raise_right(schema, event);
	}
	boh_spi_connect();
	if (boh_query(&find_event, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
	boh_spi_finish();
	return boh_limited_to_people(profiles);
}

void
boh_participants_were_read(Oid schema, const pg_uuid_t *event, uint64 count)
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
