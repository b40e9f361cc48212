/*-------------------------------------------------------------------------
 *
 * verify.c
 *	  Finds what should not be: counters that drifted, rules that are broken
 *	  or switched off.
 *
 * Each finding is a row (problem, entity, entity_id, expected, actual).  Rules
 * that a constraint holds are checked through the constraint itself, which must
 * be there and valid.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/guc.h"

#include "context.h"
#include "query.h"

PG_FUNCTION_INFO_V1(boh_verify);

#define FINDING_COLUMNS 5

#define ACTIVE "status IN ('PENDING', 'CONFIRMED')"

static const BohQuery checks[] = {
	{
		.text = "SELECT 'booked_count is not the sum of active bookings', 'events', e.id,"
		" coalesce(b.seats, 0)::text, e.booked_count::text"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, sum(seats) AS seats FROM {schema}.bookings WHERE " ACTIVE
		" GROUP BY event_id) b ON b.event_id = e.id"
		" WHERE e.booking_lanes = 1 AND e.booked_count <> coalesce(b.seats, 0) ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'booked seats of the lanes are not the sum of active bookings', 'events', e.id,"
		" coalesce(b.seats, 0)::text, coalesce(l.booked, 0)::text"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, sum(seats) AS seats FROM {schema}.bookings WHERE " ACTIVE
		" GROUP BY event_id) b ON b.event_id = e.id LEFT JOIN"
		" (SELECT event_id, sum(booked) AS booked FROM {schema}.booking_lanes"
		" GROUP BY event_id) l ON l.event_id = e.id"
		" WHERE e.booking_lanes > 1 AND coalesce(l.booked, 0) <> coalesce(b.seats, 0) ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'capacities of the lanes do not add up to the event''s', 'events', e.id,"
		" e.capacity::text, coalesce(l.capacity, 0)::text"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, sum(capacity) AS capacity FROM {schema}.booking_lanes"
		" GROUP BY event_id) l ON l.event_id = e.id"
		" WHERE e.booking_lanes > 1 AND coalesce(l.capacity, 0) <> e.capacity ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event has not the lanes it should have', 'events', e.id,"
		" CASE WHEN e.booking_lanes = 1 THEN 'no lanes' ELSE 'lanes 1 to ' || e.booking_lanes END,"
		" coalesce(l.count, 0) || ' lanes'"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, count(*) AS count, max(lane) AS highest FROM {schema}.booking_lanes"
		" GROUP BY event_id) l ON l.event_id = e.id"
		" WHERE CASE WHEN e.booking_lanes = 1 THEN l.count > 0"
		" ELSE coalesce(l.count, 0) <> e.booking_lanes OR l.highest <> e.booking_lanes END"
		" ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'lane is oversold', 'booking_lanes', event_id,"
		" 'at most ' || capacity, booked::text FROM {schema}.booking_lanes"
		" WHERE booked > capacity OR booked < 0 ORDER BY event_id, lane",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event is oversold', 'events', id,"
		" 'at most ' || capacity, booked_count::text"
		" FROM {schema}.events WHERE booked_count > capacity OR booked_count < 0 ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'active booking of an event that is not booked', 'bookings', b.id,"
		" 'an event that is PUBLISHED or COMPLETED', e.status::text"
		" FROM {schema}.bookings b JOIN {schema}.events e ON e.id = b.event_id"
		" WHERE b." ACTIVE " AND e.status IN ('DRAFT', 'CANCELLED') ORDER BY b.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event has more seats than its venue', 'events', e.id,"
		" 'at most ' || v.capacity, e.capacity::text"
		" FROM {schema}.events e JOIN {schema}.venues v ON v.id = e.venue_id"
		" WHERE e.capacity > v.capacity AND e.status IN ('DRAFT', 'PUBLISHED')"
		" AND e.end_date > clock_timestamp() ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event is COMPLETED before its end', 'events', id,"
		" 'an end before now', end_date::text"
		" FROM {schema}.events WHERE status = 'COMPLETED'"
		" AND end_date > clock_timestamp() ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'total_price is not seats times unit_price', 'bookings', id,"
		" (unit_price * seats)::text, total_price::text"
		" FROM {schema}.bookings WHERE total_price <> unit_price * seats ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'time of the status is missing', 'bookings', id,"
		" 'a time', status::text FROM {schema}.bookings"
		" WHERE CASE status WHEN 'PENDING' THEN expires_at WHEN 'CONFIRMED' THEN confirmed_at"
		" WHEN 'CANCELLED' THEN cancelled_at ELSE refunded_at END IS NULL ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'booking without its user or event', 'bookings', b.id,"
		" 'both', CASE WHEN u.id IS NULL THEN 'no user ' || b.user_id"
		" ELSE 'no event ' || b.event_id END"
		" FROM {schema}.bookings b LEFT JOIN {schema}.users u ON u.id = b.user_id"
		" LEFT JOIN {schema}.events e ON e.id = b.event_id"
		" WHERE u.id IS NULL OR e.id IS NULL ORDER BY b.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'trigger is missing or switched off', w.tablename, NULL::uuid,"
		" w.name || ' enabled', coalesce((SELECT w.name || ' disabled' FROM pg_trigger t"
		" JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = $1"
		" AND c.relname = w.tablename AND t.tgname = w.name), 'missing')"
		" FROM (VALUES ('users', 'boh_users_check'), ('venues', 'boh_venues_check'),"
		" ('venues', 'boh_venues_guard_events'), ('events', 'boh_events_check'),"
		" ('events', 'boh_events_settle_bookings'), ('events', 'boh_events_arrange_lanes'),"
		" ('events', 'boh_events_arrange_new_lanes'), ('booking_lanes', 'boh_booking_lanes_keep'),"
		" ('booking_lanes', 'boh_booking_lanes_keep_all'), ('bookings', 'boh_bookings_check'),"
		" ('bookings', 'boh_bookings_note_new_seats'),"
		" ('bookings', 'boh_bookings_note_changed_seats'),"
		" ('bookings', 'boh_bookings_count_seats'), ('bookings', 'boh_bookings_keep'),"
		" ('bookings', 'boh_bookings_keep_all'), ('tags', 'boh_tags_check'))"
		" AS w (tablename, name)"
		" WHERE NOT EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
		" WHERE c.relnamespace = $1 AND c.relname = w.tablename AND t.tgname = w.name"
		" AND t.tgenabled IN ('O', 'A')) ORDER BY 2, 4",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'constraint is missing or not valid', w.tablename, NULL::uuid,"
		" w.name || ' valid', coalesce((SELECT w.name || ' not valid' FROM pg_constraint o"
		" JOIN pg_class c ON c.oid = o.conrelid WHERE c.relnamespace = $1"
		" AND c.relname = w.tablename AND o.conname = w.name), 'missing')"
		" FROM (VALUES ('users', 'pk_users'), ('users', 'uq_users_email'),"
		" ('users', 'chk_users_email'), ('users', 'chk_users_password_hash'),"
		" ('users', 'chk_users_name'), ('users', 'chk_users_phone'), ('venues', 'pk_venues'),"
		" ('venues', 'uq_venues_slug'), ('venues', 'chk_venues_slug'),"
		" ('venues', 'chk_venues_name'), ('venues', 'chk_venues_capacity'),"
		" ('venues', 'chk_venues_position'), ('events', 'pk_events'),"
		" ('events', 'uq_events_slug'), ('events', 'fk_events_author_id'),"
		" ('events', 'fk_events_venue_id'), ('events', 'chk_events_slug'),"
		" ('events', 'chk_events_title'), ('events', 'chk_events_capacity'),"
		" ('events', 'chk_events_booked_count'), ('events', 'chk_events_price'),"
		" ('events', 'chk_events_currency'), ('events', 'chk_events_dates'),"
		" ('events', 'chk_events_booking_window'), ('events', 'chk_events_max_seats_per_user'),"
		" ('events', 'chk_events_booking_lanes'), ('booking_lanes', 'pk_booking_lanes'),"
		" ('booking_lanes', 'fk_booking_lanes_event_id'),"
		" ('booking_lanes', 'chk_booking_lanes_lane'),"
		" ('booking_lanes', 'chk_booking_lanes_booked'),"
		" ('bookings', 'pk_bookings'), ('bookings', 'uq_bookings_user_id_idempotency_key'),"
		" ('bookings', 'fk_bookings_user_id'), ('bookings', 'fk_bookings_event_id'),"
		" ('bookings', 'chk_bookings_seats'), ('bookings', 'chk_bookings_unit_price'),"
		" ('bookings', 'chk_bookings_total_price'), ('bookings', 'chk_bookings_currency'),"
		" ('bookings', 'chk_bookings_pending'), ('bookings', 'chk_bookings_confirmed'),"
		" ('bookings', 'chk_bookings_cancelled'), ('bookings', 'chk_bookings_refunded'),"
		" ('bookings', 'chk_bookings_payment_reference'),"
		" ('bookings', 'chk_bookings_refund_reference'),"
		" ('bookings', 'chk_bookings_idempotency_key'),"
		" ('bookings', 'chk_bookings_cancel_reason'), ('tags', 'pk_tags'),"
		" ('tags', 'uq_tags_name'), ('tags', 'uq_tags_slug'), ('tags', 'chk_tags_slug'),"
		" ('tags', 'chk_tags_name'), ('event_tags', 'pk_event_tags'),"
		" ('event_tags', 'fk_event_tags_event_id'), ('event_tags', 'fk_event_tags_tag_id'))"
		" AS w (tablename, name)"
		" WHERE NOT EXISTS (SELECT 1 FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid"
		" WHERE c.relnamespace = $1 AND c.relname = w.tablename AND o.conname = w.name"
		" AND o.convalidated) ORDER BY 2, 4",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
};

Datum
boh_verify(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_current_schema();
	Datum		values[] = {ObjectIdGetDatum(schema)};
	int			settings;

	InitMaterializedSRF(fcinfo, 0);

	/* hidden rows would look like drift: an error is better */
	settings = NewGUCNestLevel();
	(void) set_config_option("row_security", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	boh_spi_connect();
	for (int i = 0; i < (int) lengthof(checks); i++)
	{
		uint64		findings = boh_query(&checks[i], schema, values, NULL, 0);

		for (uint64 row = 0; row < findings; row++)
		{
			Datum		finding[FINDING_COLUMNS];
			bool		nulls[FINDING_COLUMNS];

			CHECK_FOR_INTERRUPTS();
			for (int column = 0; column < FINDING_COLUMNS; column++)
				finding[column] = boh_value(row, column + 1,
											TupleDescAttr(result->setDesc, column)->atttypid,
											&nulls[column]);
			tuplestore_putvalues(result->setResult, result->setDesc, finding, nulls);
		}
		SPI_freetuptable(SPI_tuptable);
	}
	boh_spi_finish();
	AtEOXact_GUC(true, settings);
	return (Datum) 0;
}
