/*-------------------------------------------------------------------------
 *
 * content/verify.c
 *	  Checks of pages, sections, media and settings for boh_verify().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/builtins.h"

#include "content/media_reference.h"
#include "content/section_form.h"
#include "content/section_guard.h"
#include "content/verify.h"

/* Pages that name a version that does not exist. */
#define VERSION_IS_MISSING(column) \
	{ \
		.text = "SELECT '" column " has no version', 'content_pages', p.id," \
		" 'version ' || p." column ", 'missing'" \
		" FROM {schema}.content_pages p WHERE NOT EXISTS (SELECT 1 FROM {schema}.content_page_versions v" \
		" WHERE v.page_id = p.id AND v.version = p." column ") AND p." column " IS NOT NULL ORDER BY p.id", \
		.safe_path = true, \
		.read_only = true \
	}

/*
 * Redirects from a slug that a page or event has now.  They are useless:
 * boh_page() looks for the owner of a slug first.
 */
#define REDIRECT_HAS_OWNER(entity_name, table) \
	{ \
		.text = "SELECT 'redirect of a slug that is taken', '" table "', t.id," \
		" 'no redirect of ' || t.slug, 'a redirect'" \
		" FROM {schema}.slug_redirects r JOIN {schema}." table " t ON t.slug = r.slug" \
		" WHERE r.entity = '" entity_name "' ORDER BY t.id", \
		.safe_path = true, \
		.read_only = true \
	}

static const BohQuery checks[] = {
	VERSION_IS_MISSING("live_version"),
	VERSION_IS_MISSING("previous_version"),
	REDIRECT_HAS_OWNER("page", "content_pages"),
	REDIRECT_HAS_OWNER("event", "events"),
	{
		.text = "SELECT 'media file in the bin is referred to', 'media_files', m.id,"
		" 'no reference', min(r.entity || ' ' || r.entity_id || ' ' || r.path)"
		" FROM {schema}.media_files m JOIN {schema}.media_references r ON r.media_id = m.id"
		" WHERE m.deleted_at IS NOT NULL GROUP BY m.id ORDER BY m.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'media reference of a row that does not exist', 'media_references', r.media_id,"
		" r.entity || ' ' || r.entity_id, 'missing' FROM {schema}.media_references r"
		" WHERE NOT EXISTS (SELECT 1 FROM {schema}.content_sections t"
		" WHERE r.entity = 'section' AND t.id = r.entity_id)"
		" AND NOT EXISTS (SELECT 1 FROM {schema}.content_page_versions t"
		" WHERE r.entity = 'page_version' AND t.page_id = r.entity_id"
		" AND t.version::text = split_part(r.path, '/', 2))"
		" AND NOT EXISTS (SELECT 1 FROM {schema}.events t WHERE r.entity = 'event' AND t.id = r.entity_id)"
		" AND NOT EXISTS (SELECT 1 FROM {schema}.site_settings t"
		" WHERE r.entity = 'setting' AND t.id = r.entity_id) ORDER BY 3, 4",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'value of the setting does not match its type', 'site_settings', id,"
		" type::text, left(value, 100) FROM {schema}.site_settings"
		" WHERE NOT {extension}.boh_validate_setting(type::text, value) ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
};

const BohChecks boh_content_checks = {lengthof(checks), checks};

/* The section type that is checked, and the first error of a section. */
typedef struct SectionSearch
{
	BohJsonSink sink;
	BohFindings *findings;
	Oid			schema;
	Oid			type;
	char	   *error;
} SectionSearch;

static void
keep_first_error(BohJsonSink *sink, const BohJsonError *error)
{
	SectionSearch *search = (SectionSearch *) sink;

	if (search->error == NULL)
		search->error = psprintf("%s%s%s", error->path, error->path[0] ? " " : "", error->message);
}

static void
find_misfit(void *argument, const pg_uuid_t *section,
			const pg_uuid_t *page pg_attribute_unused(), const Jsonb *data)
{
	SectionSearch *search = argument;
	BohSectionForm *form = boh_section_form_of(search->schema, search->type);

	search->error = NULL;
	if (form == NULL || form->schema == NULL)
		search->error = "a type without schema";
	else if (boh_section_form_fits(form, data, &search->sink))
		return;
	boh_find(search->findings, "section does not match the schema of its type", "content_sections",
			 section, form ? NameStr(form->type) : "a section type", search->error);
}

void
boh_verify_sections(Oid schema, BohFindings *findings)
{
	SectionSearch search = {
		.sink.report = keep_first_error,
		.findings = findings,
		.schema = schema
	};
	ListCell   *cell;

	if (!boh_find_sound(findings, "content_sections") ||
		!boh_find_sound(findings, "section_schemas"))
		return;
	foreach(cell, boh_section_types(schema))
	{
		search.type = lfirst_oid(cell);
		boh_visit_sections(schema, search.type, find_misfit, &search);
	}
}

static void
find_wrong_references(void *argument, Oid schema pg_attribute_unused(),
					  BohMediaKindNumber number, Datum *key)
{
	boh_find(argument, "media references do not match the row",
			 boh_media_kinds[number].table->name, DatumGetUUIDP(key[0]),
			 "those that boh_refresh_media_references() makes", "others");
}

void
boh_verify_media(Oid schema, BohFindings *findings)
{
	if (!boh_find_sound(findings, "media_files") ||
		!boh_find_sound(findings, "media_references"))
		return;
	for (int number = 0; number < BOH_MEDIA_KINDS; number++)
	{
		if (boh_find_sound(findings, boh_media_kinds[number].table->name))
			boh_media_visit_wrong(schema, number, find_wrong_references, findings);
	}
}
