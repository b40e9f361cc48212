/*-------------------------------------------------------------------------
 *
 * archive/event.c
 *	  Events in the archive.
 *
 * The row of an archived event stays in events, because bookings, slugs and
 * people refer to it.  Its content, tags and media references go to
 * events_archive.  Search removes its row when the transaction commits.
 *
 * Lock order: the event, then its tags and references.  Events and tags are
 * not waited for: whoever has a tag locked may need the event next, for another
 * tag.  An event stays until the next call if somebody has a tag of it locked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "archive/due.h"
#include "archive/event.h"
#include "base/clock.h"
#include "base/query.h"

/* So many events may have busy tags before others have to wait for the next call. */
#define SPARE_EVENTS 100

static const BohQuery lock_due = {
	.text = "SELECT id FROM {schema}.events WHERE " BOH_ARCHIVABLE_EVENT("$1")
	" AND end_date < $1 - interval '" BOH_EVENTS_ARCHIVED_AFTER "'"
	" ORDER BY end_date LIMIT $2 FOR UPDATE SKIP LOCKED",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, INT8OID},
	.latest = true,
	.safe_path = true,
	.by_index = true
};

#define TAGS_OF_EVENTS "SELECT event_id, tag_id FROM {schema}.event_tags WHERE event_id = ANY ($1)"

/* Lock tags; returns the events of which nobody else has a tag locked. */
static const BohQuery lock_tags = {
	.text = "SELECT id FROM ("
	"WITH locked AS MATERIALIZED (" TAGS_OF_EVENTS " FOR UPDATE SKIP LOCKED),"
	" busy AS MATERIALIZED (" TAGS_OF_EVENTS " EXCEPT SELECT event_id, tag_id FROM locked)"
	" SELECT e.id, e.place FROM unnest($1) WITH ORDINALITY AS e (id, place)"
	" WHERE NOT EXISTS (SELECT FROM busy b WHERE b.event_id = e.id)) s ORDER BY place",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.latest = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery keep_content = {
	.text = "INSERT INTO {schema}.events_archive (event_id, author_id, end_date, archived_at,"
	" event_year, image_url, video_url, description, tag_ids, media_ids)"
	" SELECT e.id, e.author_id, e.end_date, $2,"
	" CAST(pg_catalog.date_part('year', pg_catalog.timezone('UTC', e.end_date)) AS pg_catalog.int4),"
	" e.image_url, e.video_url, e.description,"
	" ARRAY(SELECT t.tag_id FROM {schema}.event_tags t WHERE t.event_id " BOH_EQ " e.id ORDER BY t.tag_id),"
	" ARRAY(SELECT DISTINCT r.media_id FROM {schema}.media_references r"
	" WHERE r.entity_id " BOH_EQ " e.id AND r.entity " BOH_EQ " 'event' ORDER BY r.media_id)"
	" FROM {schema}.events e WHERE e.id " BOH_EQ " ANY ($1)",
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZOID},
	.owner_of = "events_archive",
	.own_write = "events_archive",
	.latest = true,
	.by_index = true
};

static const BohQuery remove_tags = {
	.text = "DELETE FROM {schema}.event_tags WHERE event_id " BOH_EQ " ANY ($1)",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "event_tags",
	.latest = true,
	.by_index = true
};

/* A trigger removes the media references, as for any event that loses its pictures. */
static const BohQuery empty_events = {
	.text = "UPDATE {schema}.events SET archived_at = $2, image_url = NULL, video_url = NULL,"
	" description = NULL WHERE id " BOH_EQ " ANY ($1)",
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZOID},
	.owner_of = "events",
	.own_write = "events",
	.latest = true,
	.by_index = true
};

static const BohQuery fill_event = {
	.text = "UPDATE {schema}.events e SET archived_at = NULL, restored_at = $2,"
	" image_url = a.image_url, video_url = a.video_url, description = a.description"
	" FROM {schema}.events_archive a WHERE e.id " BOH_EQ " $1 AND a.event_id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, TIMESTAMPTZOID},
	.owner_of = "events",
	.own_write = "events",
	.latest = true,
	.by_index = true
};

static const BohQuery bring_tags = {
	.text = "INSERT INTO {schema}.event_tags (event_id, tag_id)"
	" SELECT a.event_id, t.id FROM {schema}.events_archive a, {schema}.tags t"
	" WHERE a.event_id " BOH_EQ " $1 AND t.id " BOH_EQ " ANY (a.tag_ids)"
	" ON CONFLICT (event_id, tag_id) DO NOTHING",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "event_tags",
	.latest = true,
	.by_index = true
};

static const BohQuery forget_content = {
	.text = "DELETE FROM {schema}.events_archive WHERE event_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events_archive",
	.own_write = "events_archive",
	.latest = true
};

/* The ids of SPI_tuptable as an array */
static Datum
array_of_ids(uint64 rows)
{
	Datum	   *ids = palloc(rows * sizeof(Datum));

	for (uint64 row = 0; row < rows; row++)
		ids[row] = boh_required_value(row, 1, UUIDOID);
	return PointerGetDatum(construct_array(ids, (int) rows, UUIDOID, UUID_LEN, false,
										   TYPALIGN_CHAR));
}

int64
archive_events(Oid schema, int max_rows, bool *more)
{
	TimestampTz now = boh_now();
	Datum		due[] = {TimestampTzGetDatum(now), Int64GetDatum((int64) max_rows + SPARE_EVENTS)};
	uint64		rows = boh_query(&lock_due, schema, due, NULL, 0);
	uint64		free_rows;
	Datum		values[2];

	*more = false;
	if (rows == 0)
		return 0;
	values[0] = array_of_ids(rows);
	values[1] = TimestampTzGetDatum(now);
	SPI_freetuptable(SPI_tuptable);
	free_rows = boh_query(&lock_tags, schema, values, NULL, 0);
	if (free_rows == 0)
		return 0;
	values[0] = array_of_ids(Min(free_rows, (uint64) max_rows));
	SPI_freetuptable(SPI_tuptable);
	boh_query(&keep_content, schema, values, NULL, 0);
	boh_query(&remove_tags, schema, values, NULL, 0);
	*more = rows >= (uint64) max_rows;
	return (int64) boh_query(&empty_events, schema, values, NULL, 0);
}

void
archive_restore_event(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event), TimestampTzGetDatum(boh_now())};

	boh_query(&fill_event, schema, values, NULL, 0);
	boh_query(&bring_tags, schema, values, NULL, 0);
	boh_query(&forget_content, schema, values, NULL, 0);
}
