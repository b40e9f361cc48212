/*-------------------------------------------------------------------------
 *
 * html/report.c
 *	  boh_sanitize_html_report(): what boh_sanitize_html() removes and changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "base/compat.h"
#include "base/error.h"
#include "html/path.h"
#include "html/sanitize.h"
#include "html/text.h"

PG_FUNCTION_INFO_V1(boh_sanitize_html_report);

#define MAX_ENTRIES 1000

/* Longer values are cut: a data: URL can be as large as the document. */
#define MAX_VALUE_BYTES 200

/* Longer paths are left out; only absurdly long names lead to them. */
#define MAX_PATH_BYTES (64 * 1024)

typedef struct Report
{
	BohHtmlSink sink;
	StringInfoData removed;		/* JSON objects, separated by commas */
	StringInfoData changed;
	int			count;
	bool		truncated;
} Report;

static void
add_text(BohDetail *entry, const char *key, const char *utf8)
{
	if (utf8 != NULL)
		boh_detail_text(entry, key, boh_html_excerpt(utf8, MAX_VALUE_BYTES));
}

/*
 * Path of a finding in the given document.  Empty if the finding is not about
 * a node of that document, or if the path is too long.
 */
static const char *
find_path(const BohHtmlSink *sink, const BohHtmlFinding *finding)
{
	const char *path;

	if (finding->node == NULL || sink->again)
		return "";
	path = boh_html_path(finding->node, finding->attribute);
	return strlen(path) <= MAX_PATH_BYTES ? boh_html_excerpt(path, MAX_PATH_BYTES) : "";
}

static bool
add_entry(BohHtmlSink *sink, const BohHtmlFinding *finding)
{
	Report	   *report = (Report *) sink;
	StringInfo	list = finding->to == NULL ? &report->removed : &report->changed;
	BohDetail	entry;

	if (report->count == MAX_ENTRIES)
	{
		report->truncated = true;
		return false;
	}
	report->count++;
	boh_detail_init(&entry);
	boh_detail_text(&entry, "path", find_path(sink, finding));
	boh_detail_text(&entry, "kind", finding->kind);
	add_text(&entry, "name", finding->name);
	add_text(&entry, "from", finding->from);
	add_text(&entry, "to", finding->to);
	add_text(&entry, "message", finding->message);
	appendStringInfo(list, "%s%s", list->len == 0 ? "" : ", ", boh_detail_json(&entry));
	return true;
}

Datum
boh_sanitize_html_report(PG_FUNCTION_ARGS)
{
	Report		report = {.sink.report = add_entry};
	BohDetail	result;
	text	   *html;

	initStringInfo(&report.removed);
	initStringInfo(&report.changed);
	html = boh_html_sanitize(PG_GETARG_TEXT_PP(0), &report.sink);
	boh_detail_init(&result);
	boh_detail_text(&result, "html", text_to_cstring(html));
	boh_detail_object(&result, "removed", psprintf("[%s]", report.removed.data));
	boh_detail_object(&result, "changed", psprintf("[%s]", report.changed.data));
	boh_detail_object(&result, "truncated", report.truncated ? "true" : "false");
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(boh_detail_json(&result))));
}
