/*-------------------------------------------------------------------------
 *
 * content/page_import.c
 *	  Makes a page of an HTML document.
 *
 * The parts of the document become sections.  They are inserted as any other
 * section, so its checks hold.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "content/page.h"
#include "html/html.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_import_html);

/* Add a key and its value unless it is NULL. */
static void
add_member(StringInfo json, const char *key, const char *value)
{
	if (value == NULL)
		return;
	appendStringInfo(json, "%s\"%s\": ", json->data[json->len - 1] == '{' ? "" : ", ", key);
	escape_json(json, value);
}

static void
add_picture(StringInfo json, const BohHtmlMedium *picture)
{
	appendStringInfoChar(json, '{');
	add_member(json, "url", picture->url);
	add_member(json, "alt", picture->alt);
	add_member(json, "caption", picture->caption);
	appendStringInfoChar(json, '}');
}

static void
add_pictures(StringInfo json, const List *pictures)
{
	ListCell   *cell;

	if (list_length(pictures) == 1)
	{
		appendStringInfoString(json, "{\"type\": \"IMAGE\", \"data\": ");
		add_picture(json, linitial(pictures));
		appendStringInfoChar(json, '}');
		return;
	}
	appendStringInfoString(json, "{\"type\": \"GALLERY\", \"data\": {\"images\": ");
	foreach(cell, pictures)
	{
		appendStringInfoChar(json, cell == list_head(pictures) ? '[' : ',');
		add_picture(json, lfirst(cell));
	}
	appendStringInfoString(json, "]}}");
}

static void
add_section(StringInfo json, const BohHtmlPart *part)
{
	const BohHtmlMedium *video;

	switch (part->kind)
	{
		case BOH_HTML_TEXT_PART:
			appendStringInfoString(json, "{\"type\": \"TEXT\", \"data\": {");
			add_member(json, "content", part->html);
			appendStringInfoString(json, "}}");
			break;
		case BOH_HTML_PICTURES_PART:
			add_pictures(json, part->media);
			break;
		case BOH_HTML_VIDEO_PART:
			video = linitial(part->media);
			appendStringInfoString(json, "{\"type\": \"VIDEO\", \"data\": {");
			add_member(json, "url", video->url);
			add_member(json, "thumbnailUrl", video->poster);
			add_member(json, "caption", video->caption);
			appendStringInfoString(json, "}}");
			break;
	}
}

static Datum
make_jsonb(const char *json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

static Datum
make_sections(const BohHtmlDocument *document)
{
	StringInfoData json;
	ListCell   *cell;

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	foreach(cell, document->parts)
	{
		if (cell != list_head(document->parts))
			appendStringInfoString(&json, ", ");
		add_section(&json, lfirst(cell));
	}
	appendStringInfoChar(&json, ']');
	return make_jsonb(json.data);
}

/* title is NULL for that of the document. */
static Datum
make_page(const BohHtmlDocument *document, const char *slug, const char *title)
{
	StringInfoData json;

	if (title == NULL)
		title = document->title;
	if (title == NULL)
	{
		BohDetail	detail;

		boh_detail_init(&detail);
		boh_detail_text(&detail, "argument", "title");
		boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "title",
				  "NULL, and the document has neither a title nor a heading h1");
	}
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	add_member(&json, "title", title);
	add_member(&json, "slug", slug);
	add_member(&json, "metaDescription", document->description);
	appendStringInfoChar(&json, '}');
	return make_jsonb(json.data);
}

/*
 * The author is the current user: there is no argument to name another one.
 * boh_page_create() tells those who may not make pages anyway.
 */
static void
require_current_user(Oid schema)
{
	pg_uuid_t	user;
	BohDetail	detail;

	if (boh_author(schema, &user) || boh_limited_to_people(boh_profiles(schema)))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "setting", "boh.user_id");
	boh_raise(BOH_CURRENT_USER_MISSING, &detail,
			  BOH_PLACE(schema, "content_pages", "author_id", NULL));
}

static void
tell_what_is_missing(const BohHtmlDocument *document)
{
	if (document->parts == NIL)
		ereport(NOTICE,
				(errmsg("the page has no sections"),
				 errhint("Nothing in the document can be seen, or everything was removed as unsafe.")));
	if (document->left_out > 0)
		ereport(NOTICE,
				(errmsg_plural("%d picture or video was left out", "%d pictures and videos were left out",
							   document->left_out, document->left_out),
				 errhint("Their addresses are relative or not allowed. Relative addresses need a base, or a link with rel=\"canonical\", in the document.")));
}

Datum
boh_import_html(PG_FUNCTION_ARGS)
{
	char	   *slug = boh_argument_text(fcinfo, 0, "slug", BOH_PAGE_MAX_SLUG);
	char	   *title = boh_argument_text(fcinfo, 1, "title", BOH_PAGE_MAX_TITLE);
	Oid			schema;
	text	   *html;
	BohHtmlDocument *document;
	const pg_uuid_t *page;

	boh_argument_require(fcinfo, 2, "html");
	schema = boh_schema_to_write(fcinfo);
	html = PG_GETARG_TEXT_PP(2);
	document = boh_html_split(VARDATA_ANY(html), VARSIZE_ANY_EXHDR(html));
	require_current_user(schema);
	page = boh_page_create(schema, make_page(document, slug, title), make_sections(document));
	tell_what_is_missing(document);
	PG_RETURN_UUID_P(page);
}
