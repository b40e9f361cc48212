/*-------------------------------------------------------------------------
 *
 * find/visibility.c
 *	  Which events a caller sees in lists, in search and by slug.
 *
 * Policies of events do not decide here: they let people see a little more,
 * for example events that they have booked, and an OR over all of that has no
 * index.  A list has what everybody sees and, where the caller asks for more,
 * the caller's own events or all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_policy.h"
#include "utils/acl.h"

#include "base/context.h"
#include "base/row_security.h"
#include "base/session.h"
#include "find/pending.h"
#include "find/visibility.h"
#include "rights/profile.h"

/* What lists show of an event; a role that may read less sees what is public. */
static const char *const columns[] = {
	"id", "author_id", "venue_id", "start_date", "end_date", "booking_opens_at",
	"booking_closes_at", "created_at", "updated_at", "capacity", "booked_count",
	"max_seats_per_user", "status", "category", "price", "currency", "slug", "title",
	"image_url", "video_url", "description", "booking_lanes", "time_zone", "language",
	"published_at"
};

/* Tables that statements about events read */
static const char *const tables[] = {
	"events", "event_search", "event_tags", "venues", "tags", "bookings", "booking_lanes",
	"slug_redirects"
};

BohEyes
boh_eyes(Oid schema)
{
	BohEyes		eyes = {.sees_more = false};
	Oid			events = boh_table(schema, "events");
	BohProfileSet profiles;

	if (!boh_may_select(events, columns, lengthof(columns)))
		return eyes;
	profiles = boh_profiles(schema);
	if (boh_limited_to_people(profiles) && !boh_acts_as_admin(schema, profiles))
	{
		eyes.sees_more = boh_session_role_now(schema) >= BOH_SESSION_ORGANIZER &&
			boh_session_person(schema, &eyes.first_author);
		eyes.last_author = eyes.first_author;
		return eyes;
	}
	eyes.sees_more = boh_limited_to_people(profiles) ||
		boh_reaches_all_rows_now(events, InvalidOid, ACL_SELECT_CHR);
	memset(&eyes.first_author, 0, sizeof(pg_uuid_t));
	memset(&eyes.last_author, 0xff, sizeof(pg_uuid_t));
	return eyes;
}

bool
boh_sees_author(const BohEyes *eyes, const pg_uuid_t *author)
{
	return eyes->sees_more &&
		memcmp(author, &eyes->first_author, sizeof(pg_uuid_t)) >= 0 &&
		memcmp(author, &eyes->last_author, sizeof(pg_uuid_t)) <= 0;
}

void
boh_eyes_parameters(const BohEyes *eyes, Datum *values, char *nulls)
{
	values[0] = UUIDPGetDatum(&eyes->first_author);
	values[1] = UUIDPGetDatum(&eyes->last_author);
	nulls[0] = nulls[1] = eyes->sees_more ? ' ' : 'n';
}

BohReading
boh_reading_begin(Oid schema)
{
	BohReading	reading = {.as_owner = true};

	boh_pending_settle();
	for (int i = 0; i < (int) lengthof(tables); i++)
		reading.as_owner = reading.as_owner && boh_reads_as_owner(schema, tables[i]);
	if (reading.as_owner)
		reading.caller = boh_become_owner(boh_table(schema, "events"));
	return reading;
}

void
boh_reading_end(BohReading reading)
{
	if (reading.as_owner)
		boh_become_caller(reading.caller);
}
