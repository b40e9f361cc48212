/*-------------------------------------------------------------------------
 *
 * content/page_advice.c
 *	  Advice on how to make a page easier to find and to read.
 *
 * Rich text was checked when it was written, so regular expressions are
 * enough to find its tags.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"

PG_FUNCTION_INFO_V1(boh_page_advice);

#define IMAGE_TAG "'<img(?=[\\s/>])(?:[^>\"'']|\"[^\"]*\"|''[^'']*'')*>'"
#define ATTRIBUTE "[\\s/]+[^\\s=/>\"'']+(?:\\s*=\\s*(?:\"[^\"]*\"|''[^'']*''|[^\\s\"''>]+))?"
#define TAG_WITH_ALT_TEXT \
	"'^<img(?:" ATTRIBUTE ")*[\\s/]+alt\\s*=\\s*(?:\"\\s*[^\"\\s]|''\\s*[^''\\s]|[^\\s\"''>])'"
#define HEADING_TAG "'<h1[\\s/>]'"

/* Column field is a JSON Pointer into the result of boh_page(slug, true). */
static const BohQuery find_advice = {
	.text = "WITH sections AS MATERIALIZED (SELECT '/sections/' || row_number() OVER (ORDER BY position) - 1"
	" || '/data' AS field, row_number() OVER (ORDER BY position) AS place, type::text AS type, data"
	" FROM {schema}.content_sections WHERE page_id = $1 AND is_visible),"
	" headings AS (SELECT coalesce(sum(CASE type WHEN 'HERO' THEN (data ->> 'heading' <> '')::integer"
	" WHEN 'TEXT' THEN regexp_count(data ->> 'content', " HEADING_TAG ", 1, 'i') END), 0) AS count"
	" FROM sections)"
	" SELECT field, advice FROM ("
	"SELECT 0, 0::bigint, 0::bigint, '/title', format('The title has %s characters: search engines show fewer than 60.', length(title))"
	" FROM {schema}.content_pages WHERE id = $1 AND length(title) >= 60"
	" UNION ALL SELECT 1, 0, 0, '/metaDescription', CASE WHEN meta_description IS NULL"
	" THEN 'There is no description: write one of 150 to 160 characters.'"
	" ELSE format('The description has %s characters: 150 to 160 are best.', length(meta_description)) END"
	" FROM {schema}.content_pages WHERE id = $1"
	" AND (meta_description IS NULL OR length(meta_description) NOT BETWEEN 150 AND 160)"
	" UNION ALL SELECT 2, 0, 0, '/sections', CASE count"
	" WHEN 0 THEN 'There is no heading of the first level: begin with a HERO, or with an h1 in a text.'"
	" ELSE format('There are %s headings of the first level: keep one, the heading of a HERO or an h1 in a text.', count) END"
	" FROM headings WHERE count <> 1"
	" UNION ALL SELECT 3, place, 0, field || '/alt',"
	" 'The picture has no alternative text: say what it shows, unless it is only a decoration.'"
	" FROM sections WHERE type = 'IMAGE' AND coalesce(btrim(data ->> 'alt'), '') = ''"
	" UNION ALL SELECT 3, place, number, field || '/images/' || number - 1 || '/alt',"
	" 'The picture has no alternative text: say what it shows, unless it is only a decoration.'"
	" FROM sections, jsonb_array_elements(CASE jsonb_typeof(data -> 'images')"
	" WHEN 'array' THEN data -> 'images' ELSE '[]' END) WITH ORDINALITY i (image, number)"
	" WHERE type = 'GALLERY' AND coalesce(btrim(image ->> 'alt'), '') = ''"
	" UNION ALL SELECT 3, place, 0, field || '/content',"
	" format('Pictures in the text without alternative text: %s. Say what they show, unless they are only decorations.', count(*))"
	" FROM sections, regexp_matches(data ->> 'content', " IMAGE_TAG ", 'gi') i (tag)"
	" WHERE type = 'TEXT' AND tag[1] !~* " TAG_WITH_ALT_TEXT " GROUP BY place, field"
	") a (kind, place, number, field, advice) ORDER BY kind, place, number",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.read_only = true,
	.safe_path = true
};

static const BohQuery find_page = {
	.text = "SELECT 1 FROM {schema}.content_pages WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.read_only = true
};

Datum
boh_page_advice(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 0, "page");
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_current_schema();
	Datum		values[] = {UUIDPGetDatum(page)};
	uint64		count;

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	if (boh_query(&find_page, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "content_pages", "page", page);
	count = boh_query(&find_advice, schema, values, NULL, 0);
	for (uint64 i = 0; i < count; i++)
	{
		Datum		row[2];
		bool		nulls[2] = {false, false};

		row[0] = boh_required_value(i, 1, TEXTOID);
		row[1] = boh_required_value(i, 2, TEXTOID);
		tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
	}
	boh_spi_finish();
	return (Datum) 0;
}
