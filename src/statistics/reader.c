/*-------------------------------------------------------------------------
 *
 * statistics/reader.c
 *	  Who may read statistics.
 *
 * They are sums, without a word about any person, so the functions read the
 * tables as their owner.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/caller.h"
#include "base/error.h"
#include "booking/author.h"
#include "rights/profile.h"
#include "statistics/reader.h"

static bool
may_read(Oid schema, const pg_uuid_t *event)
{
	BohProfileSet profiles = boh_profiles(schema);

	if (boh_limited_to_people(profiles))
		return boh_acts_as_admin(schema, profiles) ||
			(event != NULL && boh_session_is_author(schema, event));
	if ((profiles & BOH_UNLIMITED) != 0)
	{
		boh_require_privilege(schema, "bookings", ACL_SELECT);
		return true;
	}
	return BOH_HAS_PROFILE(profiles, PROFILE_REPORTING) ||
		BOH_HAS_PROFILE(profiles, PROFILE_SERVICE);
}

void
boh_require_statistics_reader(Oid schema, const pg_uuid_t *event)
{
	BohDetail	detail;

	if (may_read(schema, event))
		return;
	boh_detail_init(&detail);
	if (event != NULL)
		boh_detail_uuid(&detail, "event_id", event);
	boh_raise(BOH_STATISTICS_RIGHT, &detail, BOH_PLACE(schema, "bookings", NULL, NULL),
			  event == NULL ? "the site" : "the event");
}
