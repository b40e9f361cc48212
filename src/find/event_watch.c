/*-------------------------------------------------------------------------
 *
 * find/event_watch.c
 *	  The triggers that note which rows of event_search must be written.
 *
 * A trigger with a WHEN clause would keep owners from changing the types of
 * the columns in it, so the functions look which columns changed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "base/context.h"
#include "base/row.h"
#include "booking/archived.h"
#include "find/pending.h"

PG_FUNCTION_INFO_V1(boh_events_search);
PG_FUNCTION_INFO_V1(boh_event_tags_search);
PG_FUNCTION_INFO_V1(boh_tags_search);
PG_FUNCTION_INFO_V1(boh_venues_search);

typedef struct Watched
{
	BohTable	table;			/* the first column is the id to note */
	BohPendingKind kind;
} Watched;

static const BohColumn event_columns[] = {
	{"id", UUIDOID}, {"status", InvalidOid}, {"published_at", TIMESTAMPTZOID},
	{"start_date", TIMESTAMPTZOID}, {"end_date", TIMESTAMPTZOID}, {"venue_id", UUIDOID},
	{"author_id", UUIDOID}, {"price", NUMERICOID}, {"currency", TEXTOID},
	{"category", InvalidOid}, {"language", TEXTOID}, {"title", TEXTOID},
	{"description", TEXTOID}, {"archived_at", TIMESTAMPTZOID}
};

static const BohColumn event_tag_columns[] = {{"event_id", UUIDOID}, {"tag_id", UUIDOID}};

static const BohColumn tag_columns[] = {{"id", UUIDOID}, {"name", TEXTOID}};

static const BohColumn venue_columns[] = {
	{"id", UUIDOID}, {"latitude", FLOAT8OID}, {"longitude", FLOAT8OID}, {"city", TEXTOID},
	{"country", TEXTOID}, {"name", TEXTOID}
};

static const Watched watched_events = {
	{"events", lengthof(event_columns), event_columns}, BOH_PENDING_EVENT
};
static const Watched watched_event_tags = {
	{"event_tags", lengthof(event_tag_columns), event_tag_columns}, BOH_PENDING_EVENT
};
static const Watched watched_tags = {
	{"tags", lengthof(tag_columns), tag_columns}, BOH_PENDING_TAG
};
static const Watched watched_venues = {
	{"venues", lengthof(venue_columns), venue_columns}, BOH_PENDING_VENUE
};

static bool
differs(const BohRow *before, const BohRow *after)
{
	for (int i = 0; i < after->ncolumns; i++)
	{
		if (boh_differs(before, after, i))
			return true;
	}
	return false;
}

/* Nobody sees a DRAFT.  Events are written as such, and changed often. */
static bool
is_draft(const BohRow *row)
{
	return strcmp(boh_enum_label(boh_get_required(row, 1)), "DRAFT") == 0;
}

static bool
concerns_nobody(const Watched *watched, const BohRow *before, const BohRow *after)
{
	return watched == &watched_events && is_draft(before) && (after == NULL || is_draft(after));
}

/* Note the row of a trigger, and the id that it had, if a column changed. */
static Datum
note_row(FunctionCallInfo fcinfo, const char *function, const Watched *watched, int events)
{
	TriggerData *trigger = boh_trigger(fcinfo, function,
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW | events);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	bool		updated = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	BohRow		before;
	BohRow		after;

	boh_row_open(&before, trigger->tg_relation, &watched->table, trigger->tg_trigtuple);
	if (updated)
		boh_row_open(&after, trigger->tg_relation, &watched->table, trigger->tg_newtuple);
	if ((updated && !differs(&before, &after)) ||
		concerns_nobody(watched, &before, updated ? &after : NULL))
		return PointerGetDatum(NULL);
	if (updated)
		boh_pending_note(schema, watched->kind, boh_get_uuid(&after, 0));
	if (!updated || boh_differs(&before, &after, 0))
		boh_pending_note(schema, watched->kind, boh_get_uuid(&before, 0));
	return PointerGetDatum(NULL);
}

Datum
boh_events_search(PG_FUNCTION_ARGS)
{
	return note_row(fcinfo, "boh_events_search", &watched_events,
					BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE);
}

/* The tags of an archived event are in events_archive. */
static void
check_tagged_event(const TriggerData *trigger)
{
	BohRow		row;

	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		return;
	boh_row_open_new(&row, trigger, &watched_event_tags.table);
	boh_event_take_tag(boh_trigger_schema(trigger->tg_relation), boh_get_uuid(&row, 0));
}

Datum
boh_event_tags_search(PG_FUNCTION_ARGS)
{
	bool		truncated = CALLED_AS_TRIGGER(fcinfo) &&
	TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
	TriggerData *trigger;

	if (!truncated)
	{
		Datum		result = note_row(fcinfo, "boh_event_tags_search", &watched_event_tags,
									  BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE);

		check_tagged_event((const TriggerData *) fcinfo->context);
		return result;
	}
	trigger = boh_trigger(fcinfo, "boh_event_tags_search", BOH_TRIGGER_AFTER |
						  BOH_TRIGGER_STATEMENT | BOH_TRIGGER_TRUNCATE);
	boh_pending_note(boh_trigger_schema(trigger->tg_relation), BOH_PENDING_TAGGED, NULL);
	return PointerGetDatum(NULL);
}

Datum
boh_tags_search(PG_FUNCTION_ARGS)
{
	return note_row(fcinfo, "boh_tags_search", &watched_tags, BOH_TRIGGER_UPDATE);
}

Datum
boh_venues_search(PG_FUNCTION_ARGS)
{
	return note_row(fcinfo, "boh_venues_search", &watched_venues, BOH_TRIGGER_UPDATE);
}
