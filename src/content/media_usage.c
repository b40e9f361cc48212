/*-------------------------------------------------------------------------
 *
 * content/media_usage.c
 *	  Where media files are used, with names of pages, events and settings.
 *
 * Names are read with the caller's rights, so that callers do not learn
 * titles of pages that they may not read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "content/media.h"
#include "content/media_reference.h"

PG_FUNCTION_INFO_V1(boh_media_usage);

/* An error names at most this many places. */
#define MOST_NAMED 5

typedef struct Namer
{
	const char *tables[2];		/* tables that the query reads */
	BohQuery	query;			/* returns the name; $1: id of the entity, $2:
								 * path */
} Namer;

static const Namer namers[BOH_MEDIA_KINDS] = {
	[BOH_MEDIA_SECTION] = {
		{"content_sections", "content_pages"},
		{
			.text = "SELECT format('page \"%s\" (%s), %s section at position %s',"
			" p.title, p.slug, s.type, s.position) FROM {schema}.content_sections s"
			" JOIN {schema}.content_pages p ON p.id = s.page_id WHERE s.id = $1 AND $2 IS NOT NULL",
			.nargs = 2,
			.argtypes = {UUIDOID, TEXTOID},
			.safe_path = true
		}
	},
	[BOH_MEDIA_PAGE_VERSION] = {
		{"content_pages"},
		{
			.text = "SELECT format('page \"%s\" (%s), version %s',"
			" title, slug, split_part($2, '/', 2)) FROM {schema}.content_pages WHERE id = $1",
			.nargs = 2,
			.argtypes = {UUIDOID, TEXTOID},
			.safe_path = true
		}
	},
	[BOH_MEDIA_EVENT] = {
		{"events"},
		{
			.text = "SELECT format('event \"%s\" (%s)', title, slug)"
			" FROM {schema}.events WHERE id = $1 AND $2 IS NOT NULL",
			.nargs = 2,
			.argtypes = {UUIDOID, TEXTOID},
			.safe_path = true
		}
	},
	[BOH_MEDIA_SETTING_IMAGE] = {
		{"site_settings"},
		{
			.text = "SELECT format('setting \"%s\"', key)"
			" FROM {schema}.site_settings WHERE id = $1 AND $2 IS NOT NULL",
			.nargs = 2,
			.argtypes = {UUIDOID, TEXTOID},
			.safe_path = true
		}
	},
};

static const BohQuery is_used = {
	.text = "SELECT 1 FROM {schema}.media_references"
	" WHERE media_id " BOH_EQ " $1 AND ($2 IS NULL OR target " BOH_EQ " $2)"
	" UNION ALL SELECT 1" BOH_MEDIA_IN_ARCHIVE("$1"),
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.owner_of = "media_references",
	.latest = true,
	.by_index = true
};

/* Each place once, versions of pages last. */
#define PLACES \
	"SELECT DISTINCT entity, entity_id, path, entity = 'page_version'" \
	" FROM {schema}.media_references WHERE media_id = $1 AND ($2 IS NULL OR target = $2)" \
	" ORDER BY 4, 1, 2, 3"

static const BohQuery places_now = {
	.text = PLACES,
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.owner_of = "media_references",
	.latest = true,
	.safe_path = true
};

static const BohQuery places = {
	.text = PLACES,
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.safe_path = true
};

/* Archived events do not say which of their columns shows the file. */
static const BohQuery archived_places = {
	.text = "SELECT 'event', k.event_id, 'archived'" BOH_MEDIA_IN_ARCHIVE("$1") " ORDER BY k.event_id",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events_archive",
	.latest = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery find_media = {
	.text = "SELECT 1 FROM {schema}.media_files WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

typedef struct Place
{
	Datum		entity;
	Datum		id;
	Datum		path;
	Datum		name;			/* (Datum) 0: the caller may not know it */
} Place;

static const Namer *
namer_of(const char *entity)
{
	for (int i = 0; i < BOH_MEDIA_KINDS; i++)
	{
		if (strcmp(boh_media_kinds[i].entity, entity) == 0)
			return &namers[i];
	}
	return NULL;
}

static bool
may_ask(Oid schema, const Namer *namer)
{
	for (int i = 0; i < (int) lengthof(namer->tables) && namer->tables[i] != NULL; i++)
	{
		if (pg_class_aclcheck(boh_table(schema, namer->tables[i]), GetUserId(),
							  ACL_SELECT) != ACLCHECK_OK)
			return false;
	}
	return true;
}

static Datum
name_of(Oid schema, const Place *place)
{
	const Namer *namer = namer_of(TextDatumGetCString(place->entity));
	Datum		values[] = {place->id, place->path};
	Datum		name = (Datum) 0;
	bool		isnull;

	if (namer == NULL || !may_ask(schema, namer))
		return (Datum) 0;
	if (boh_query(&namer->query, schema, values, NULL, 1) > 0)
	{
		name = boh_value(0, 1, TEXTOID, &isnull);
		name = isnull ? (Datum) 0 : PointerGetDatum(PG_DETOAST_DATUM_COPY(name));
	}
	SPI_freetuptable(SPI_tuptable);
	return name;
}

/* Add the places in SPI_tuptable, without names, to a list. */
static List *
copy_places(List *list, uint64 rows)
{
	for (uint64 row = 0; row < rows; row++)
	{
		Place	   *place = palloc(sizeof(Place));

		place->entity = PointerGetDatum(PG_DETOAST_DATUM_COPY(boh_required_value(row, 1, TEXTOID)));
		place->id = UUIDPGetDatum(memcpy(palloc(UUID_LEN),
										 DatumGetUUIDP(boh_required_value(row, 2, UUIDOID)),
										 UUID_LEN));
		place->path = PointerGetDatum(PG_DETOAST_DATUM_COPY(boh_required_value(row, 3, TEXTOID)));
		place->name = (Datum) 0;
		list = lappend(list, place);
	}
	SPI_freetuptable(SPI_tuptable);
	return list;
}

/* All places: those that a statement finds, then those in the archive */
static List *
find_places(const BohQuery *query, Oid schema, Datum *values, const char *nulls)
{
	List	   *list = copy_places(NIL, boh_query(query, schema, values, nulls, 0));

	return copy_places(list, boh_query(&archived_places, schema, values, nulls, 0));
}

/* {"entity": .., "entity_id": .., "path": .., "name": ..} */
static char *
place_json(const Place *place)
{
	BohDetail	object;

	boh_detail_init(&object);
	boh_detail_text(&object, "entity", TextDatumGetCString(place->entity));
	boh_detail_uuid(&object, "entity_id", DatumGetUUIDP(place->id));
	boh_detail_text(&object, "path", TextDatumGetCString(place->path));
	boh_detail_text(&object, "name", TextDatumGetCString(place->name));
	return boh_detail_json(&object);
}

/*
 * Name those of the first MOST_NAMED places that the caller may read: as a
 * text, ": one; two; and 3 more", and as a JSON array.  The text names
 * adjacent places with the same name once.
 */
static char *
name_places(Oid schema, List *all, char **json)
{
	uint64		count = list_length(all);
	StringInfoData words;
	StringInfoData array;
	const char *last = NULL;
	uint64		named = 0;

	initStringInfo(&words);
	initStringInfo(&array);
	for (uint64 i = 0; i < count && i < MOST_NAMED; i++)
	{
		Place	   *place = list_nth(all, i);
		char	   *name;

		place->name = name_of(schema, place);
		if (place->name == (Datum) 0)
			continue;
		name = TextDatumGetCString(place->name);
		if (last == NULL || strcmp(last, name) != 0)
			appendStringInfo(&words, "%s%s", named == 0 ? ": " : "; ", name);
		appendStringInfo(&array, "%s%s", named == 0 ? "" : ", ", place_json(place));
		last = name;
		named++;
	}
	if (named > 0 && named < count)
		appendStringInfo(&words, "; and %llu more", (unsigned long long) (count - named));
	*json = psprintf("[%s]", array.data);
	return words.data;
}

void
boh_media_check_unused(Oid schema, const pg_uuid_t *media, const char *target,
					   const char *refused)
{
	Datum		values[] = {
		UUIDPGetDatum(media),
		target ? CStringGetTextDatum(target) : (Datum) 0
	};
	const char *nulls = target ? "  " : " n";

	boh_spi_connect();
	if (boh_query(&is_used, schema, values, nulls, 1) > 0)
	{
		List	   *all = find_places(&places_now, schema, values, nulls);
		char	   *json;
		char	   *words = name_places(schema, all, &json);
		BohDetail	detail;

		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "media_id", media);
		boh_detail_integer(&detail, "uses", list_length(all));
		boh_detail_object(&detail, "used_by", json);
		boh_raise(BOH_MEDIA_IN_USE, &detail,
				  BOH_PLACE(schema, "media_files", target, "fk_media_references_media_id"),
				  refused, words);
	}
	boh_spi_finish();
}

Datum
boh_media_usage(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const pg_uuid_t *media = boh_argument_uuid(fcinfo, 0, "media");
	Oid			schema = boh_current_schema();
	Datum		values[] = {UUIDPGetDatum(media), (Datum) 0};
	List	   *all;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	if (boh_query(&find_media, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "media_files", "media", media);
	all = find_places(&places, schema, values, " n");
	foreach(cell, all)
	{
		const Place *place = lfirst(cell);
		Datum		name = name_of(schema, place);
		Datum		row[] = {place->entity, place->id, place->path, name};
		bool		nulls[] = {false, false, false, name == (Datum) 0};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
	}
	boh_spi_finish();
	return (Datum) 0;
}
