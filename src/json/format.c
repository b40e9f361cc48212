/*-------------------------------------------------------------------------
 *
 * json/format.c
 *	  The values of the JSON Schema keyword "format".
 *
 * To add a format, add a line to the table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/uuid.h"
#include "json/format.h"
#include "json/pattern.h"

static bool
check_json_pointer(const char *text, int length)
{
	if (length > 0 && text[0] != '/')
		return false;
	for (int i = 0; i < length; i++)
	{
		if (text[i] == '~' && (i + 1 == length || (text[i + 1] != '0' && text[i + 1] != '1')))
			return false;
	}
	return true;
}

static bool
check_regex(const char *text, int length)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext,
												  "boh regular expression",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);
	const char *problem;
	bool		good = boh_pattern_compile(text, length, &problem) != NULL;

	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
	return good;
}

bool		(*boh_format_html_check) (const char *text, int length) = NULL;

static bool
check_html(const char *text, int length)
{
	return boh_format_html_check(text, length);
}

static const BohFormat formats[] = {
	{"date-time", boh_format_date_time, "a date and time with offset, like \"2026-05-01T18:30:00Z\""},
	{"date", boh_format_date, "a date, like \"2026-05-01\""},
	{"time", boh_format_time, "a time with offset, like \"18:30:00Z\""},
	{"email", boh_format_email, "an email address"},
	{"hostname", boh_format_hostname, "a host name"},
	{"ipv4", boh_format_ipv4, "an IPv4 address"},
	{"ipv6", boh_format_ipv6, "an IPv6 address"},
	{"uri", boh_format_uri, "a URI"},
	{"uri-reference", boh_format_uri_reference, "a URI or a relative reference"},
	{"uuid", boh_uuid_is_valid, "a UUID"},
	{"regex", check_regex, "a regular expression"},
	{"json-pointer", check_json_pointer, "a JSON Pointer"},
	{"boh-html", check_html, "rich text in which boh_html_errors() finds no errors"},
	{"boh-link", boh_format_link, "an http, https, mailto or tel link, a path that starts with one slash, or a #fragment"},
	{"boh-image-url", boh_format_image_url, "an http or https URL, or a path that starts with one slash"},
	{"boh-video-url", boh_format_video_url, "a YouTube or Vimeo URL, or the URL or rooted path of an mp4, webm, ogv, mov or m4v file"},

	/* other formats of the draft: not checked, which the draft allows */
	{"idn-email", NULL, NULL},
	{"idn-hostname", NULL, NULL},
	{"iri", NULL, NULL},
	{"iri-reference", NULL, NULL},
	{"uri-template", NULL, NULL},
	{"relative-json-pointer", NULL, NULL},
	{"duration", NULL, NULL},
};

const BohFormat *
boh_format_find(const char *name, int length)
{
	for (int i = 0; i < (int) lengthof(formats); i++)
	{
		if (strlen(formats[i].name) == (size_t) length &&
			memcmp(formats[i].name, name, length) == 0)
			return &formats[i];
	}
	return NULL;
}
