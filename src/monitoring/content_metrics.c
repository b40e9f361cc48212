/*-------------------------------------------------------------------------
 *
 * monitoring/content_metrics.c
 *	  Metrics of pages, sections and media.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "monitoring/metric.h"

static const BohMetric pages[] = {
	{"boh_pages", "gauge", NULL, "Pages by status." BOH_COUNTED_HELP},
	{"boh_pages_scheduled", "gauge", NULL,
	"PUBLISHED pages whose time has not come yet." BOH_BOUNDED_HELP},
	{"boh_sections", "gauge", NULL,
	"Sections of all pages; divided by the pages: sections a page." BOH_COUNTED_HELP},
	{"boh_section_average_bytes", "gauge", "bytes",
	"Average size of a section as it is stored, as of the last ANALYZE. boh_health() looks for large ones."},
};

/*
 * A table of up to so many blocks is read whole, of a larger one so many blocks:
 * always the same ones, so that the result does not jump from call to call.
 */
#define SAMPLED_BLOCKS "100.0"
#define MEDIA_BLOCKS \
	"(SELECT greatest(" SAMPLED_BLOCKS ", pg_relation_size('{schema}.media_files')" \
	" / current_setting('block_size')::numeric))"
#define MEDIA_SCALE "(" MEDIA_BLOCKS " / " SAMPLED_BLOCKS ")"

#define MEDIA_HELP \
	" Exact while the table has at most 100 blocks; estimated from 100 blocks of a larger one."

static const BohMetric media[] = {
	{"boh_media_files", "gauge", NULL, "Media files by kind." MEDIA_HELP},
	{"boh_media_bytes", "gauge", "bytes", "Their size, as file_size has it." MEDIA_HELP},
	{"boh_media_uploads_last_day", "gauge", NULL,
	"Media files that were added in the last 24 hours." BOH_BOUNDED_HELP},
};

static const BohMetricSource sources[] = {
	{
		.query = {
			.text = "SELECT 'boh_pages', jsonb_build_object('status', s.status), CAST("
			BOH_COUNTED_OR("c.counted", BOH_EXPECTED_ROWS("content_pages") " * "
						   BOH_EXPECTED_SHARE("content_pages", "status", "CAST(s.status AS text)")) " AS numeric)"
			" FROM unnest(enum_range(CAST(NULL AS {schema}.content_status))) AS s (status), LATERAL "
			BOH_COUNTED("{schema}.content_pages WHERE status = s.status") " c"
			" UNION ALL SELECT 'boh_pages_scheduled', CAST('{}' AS jsonb), CAST(c.counted AS numeric) FROM "
			BOH_COUNTED("{schema}.content_pages WHERE status = 'PUBLISHED' AND published_at > now()") " c"
			" UNION ALL SELECT 'boh_sections', CAST('{}' AS jsonb), CAST("
			BOH_COUNTED_OR("c.counted", BOH_EXPECTED_ROWS("content_sections")) " AS numeric) FROM "
			BOH_COUNTED("{schema}.content_sections") " c"
			" UNION ALL SELECT 'boh_section_average_bytes', CAST('{}' AS jsonb),"
			" (SELECT CAST(avg_width AS numeric) FROM pg_stats WHERE schemaname ="
			" (SELECT nspname FROM pg_namespace WHERE oid = $1)"
			" AND tablename = 'content_sections' AND attname = 'data')",
			BOH_METRIC_TABLE_QUERY("content_pages")
		},
		BOH_METRICS(pages)
	},
	{
		.query = {
			.text = "SELECT v.name, jsonb_build_object('kind', k.kind), round(v.value * " MEDIA_SCALE ")"
			" FROM (SELECT split_part(mime_type, '/', 1) AS kind, count(*) AS files,"
			" sum(file_size) AS bytes FROM {schema}.media_files"
			" TABLESAMPLE SYSTEM (100 / " MEDIA_SCALE ") REPEATABLE (0) GROUP BY 1) k,"
			" LATERAL (VALUES ('boh_media_files', k.files), ('boh_media_bytes', k.bytes))"
			" AS v (name, value)"
			" UNION ALL SELECT 'boh_media_uploads_last_day', CAST('{}' AS jsonb), CAST(c.counted AS numeric) FROM "
			BOH_COUNTED("{schema}.media_files WHERE created_at > now() - interval '1 day'") " c",
			BOH_METRIC_TABLE_QUERY("media_files")
		},
		BOH_METRICS(media)
	},
};

const BohMetricSources boh_content_metrics = {lengthof(sources), sources};
