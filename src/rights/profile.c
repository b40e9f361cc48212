/*-------------------------------------------------------------------------
 *
 * rights/profile.c
 *	  What a role may do at most: the profiles that boh_grant() gave it.
 *
 * The table role_profiles of a data schema names roles and their profiles.  A
 * role has the profiles of all roles whose privileges it inherits, as it has
 * their privileges and as their policies concern it; and those of "public".
 *
 * Policies name roles by OID, so they still concern a role that was renamed.
 * Therefore a role also has the profiles of the policies that concern it: the
 * rules that triggers keep must not end before the policies do.
 *
 * Triggers ask for the profiles of the current role for each row.  So the
 * answer is cached until role_profiles, a role or a membership changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_authid.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/invalidation.h"
#include "base/query.h"
#include "base/row.h"
#include "base/row_security.h"
#include "base/session.h"
#include "rights/holder.h"
#include "rights/policy_form.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_role_profiles_changed);

/* A session rarely has more roles and schemas than this. */
#define CACHED_SETS 4

typedef struct CachedSet
{
	Oid			table;			/* role_profiles; InvalidOid: not in use */
	Oid			schema;
	Oid			role;
	BohProfileSet profiles;
} CachedSet;

static CachedSet cached_sets[CACHED_SETS];
static int	next_cached_set = 0;

/* counts invalidations, any of which may concern a set that is being read */
static uint64 changes = 0;

static void
forget(Oid table)
{
	changes++;
	for (int i = 0; i < CACHED_SETS; i++)
	{
		if (!OidIsValid(table) || cached_sets[i].table == table)
			cached_sets[i].table = InvalidOid;
	}
}

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	forget(relid);
}

static void
role_changed(Datum argument pg_attribute_unused(), int cacheid pg_attribute_unused(),
			 uint32 hash pg_attribute_unused())
{
	forget(InvalidOid);
}

void
boh_profile_init(void)
{
	boh_on_relation_change(relation_changed);
	boh_on_role_change(role_changed);
}

/* Every profile that has policies has one for users or for bookings. */
static BohProfileSet
read_profiles(Oid schema, Oid role)
{
	BohProfileSet profiles = boh_policy_profiles(schema, "users", role) |
	boh_policy_profiles(schema, "bookings", role);
	ListCell   *cell;

	boh_spi_connect();
	foreach(cell, boh_holders(schema))
	{
		const BohHolder *holder = lfirst(cell);

		if (boh_has_profile_of(role, holder))
			profiles |= (BohProfileSet) 1 << holder->profile;
	}
	boh_spi_finish();
	return profiles;
}

BohProfileSet
boh_profiles(Oid schema)
{
	Oid			role = GetUserId();
	Oid			table;
	BohProfileSet profiles;
	uint64		before;

	for (int i = 0; i < CACHED_SETS; i++)
	{
		if (OidIsValid(cached_sets[i].table) && cached_sets[i].schema == schema &&
			cached_sets[i].role == role)
			return cached_sets[i].profiles;
	}
	before = changes;
	table = boh_table(schema, "role_profiles");
	profiles = boh_bypasses_policies(table, role) ? BOH_UNLIMITED : read_profiles(schema, role);
	if (before == changes)
	{
		cached_sets[next_cached_set] = (CachedSet)
		{
			table, schema, role, profiles
		};
		next_cached_set = (next_cached_set + 1) % CACHED_SETS;
	}
	return profiles;
}

/*
 * A role with "service" keeps people apart itself.  A role without any profile
 * has what its owner granted it by hand: policies concern it, these rules do
 * not.  If a role has both "service" and a profile for people, because an
 * administrator made it a member of another role, the stricter one counts.
 */
bool
boh_limited_to_people(BohProfileSet profiles)
{
	return (profiles & BOH_UNLIMITED) == 0 &&
		(BOH_HAS_PROFILE(profiles, PROFILE_APP) || BOH_HAS_PROFILE(profiles, PROFILE_ADMIN));
}

/* A role with "service" may do all that "payments" does, and more. */
bool
boh_limited_to_payments(BohProfileSet profiles)
{
	return (profiles & BOH_UNLIMITED) == 0 &&
		BOH_HAS_PROFILE(profiles, PROFILE_PAYMENTS) &&
		!BOH_HAS_PROFILE(profiles, PROFILE_SERVICE);
}

bool
boh_acts_as_admin(Oid schema, BohProfileSet profiles)
{
	return BOH_HAS_PROFILE(profiles, PROFILE_ADMIN) &&
		!BOH_HAS_PROFILE(profiles, PROFILE_APP) &&
		boh_session_role_now(schema) == BOH_SESSION_ADMIN;
}

void
boh_require_profile(Oid schema, BohProfile profile)
{
	BohProfileSet profiles = boh_profiles(schema);
	BohDetail	detail;

	if ((profiles & BOH_UNLIMITED) != 0 || BOH_HAS_PROFILE(profiles, profile))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "profile", boh_profile_name(profile));
	boh_raise(BOH_PROFILE_NEEDED, &detail, BOH_NO_PLACE, boh_profile_name(profile));
}

void
boh_profiles_changed(Oid schema)
{
	CacheInvalidateRelcacheByRelid(boh_table(schema, "role_profiles"));
}

Datum
boh_role_profiles_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_role_profiles_changed",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE | BOH_TRIGGER_TRUNCATE);

	CacheInvalidateRelcache(trigger->tg_relation);
	return PointerGetDatum(NULL);
}
