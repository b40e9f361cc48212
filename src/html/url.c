/*-------------------------------------------------------------------------
 *
 * html/url.c
 *	  Values of attributes that are URLs.
 *
 * The formats of JSON Schema define which URLs are allowed.  This file has
 * only the syntax around URLs in HTML, and the rules for embedded videos.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "html/rules.h"
#include "html/text.h"
#include "json/format.h"

#define MAX_VIDEO_NAME 64

/*
 * Returns the URL, or NULL if it does not pass the check.  Like browsers, it
 * escapes characters that a URL must not contain but people write.
 */
static const char *
check_url(const char *url, int length, bool (*passes) (const char *text, int length))
{
	const char *checked;
	char	   *mended = palloc(length * 3 + 1);
	char	   *end = mended;

	for (int i = 0; i < length; i++)
	{
		if (strchr(" \"<>^`{|}", url[i]) != NULL)
			end += sprintf(end, "%%%02X", (unsigned char) url[i]);
		else
			*end++ = url[i];
	}
	*end = '\0';
	length = end - mended;
	checked = boh_html_convert(mended, &length);
	return checked != NULL && passes(checked, length) ? mended : NULL;
}

const char *
boh_html_link(const char *value, const char *const *words, bool *lost)
{
	int			length;
	const char *url = boh_html_trim(value, &length);

	(void) words;
	(void) lost;
	return check_url(url, length, boh_format_link);
}

const char *
boh_html_resource(const char *value, const char *const *words, bool *lost)
{
	int			length;
	const char *url = boh_html_trim(value, &length);

	(void) words;
	(void) lost;
	return check_url(url, length, boh_format_image_url);
}

bool
boh_html_next_candidate(const char **srcset, const char **url, int *url_length,
						const char **descriptor, int *descriptor_length)
{
	const char *position = *srcset;

	while (boh_html_is_space(*position) || *position == ',')
		position++;
	*url = position;
	while (*position != '\0' && !boh_html_is_space(*position))
		position++;
	*url_length = position - *url;
	*descriptor = position;
	*descriptor_length = 0;
	if (*url_length > 0 && position[-1] == ',')
	{
		while (*url_length > 0 && (*url)[*url_length - 1] == ',')
			(*url_length)--;
	}
	else
	{
		while (boh_html_is_space(*position))
			position++;
		*descriptor = position;
		while (*position != '\0' && *position != ',')
			position++;
		*descriptor_length = position - *descriptor;
		while (*descriptor_length > 0 && boh_html_is_space((*descriptor)[*descriptor_length - 1]))
			(*descriptor_length)--;
	}
	*srcset = position;
	return *url_length > 0;
}

/* "1.5x", "640w", or empty */
static bool
is_descriptor(const char *text, int length)
{
	int			digits = 0;

	if (length == 0)
		return true;
	for (int i = 0; i < length - 1; i++)
	{
		if (isdigit((unsigned char) text[i]))
			digits++;
		else if (text[i] != '.' || digits == 0)
			return false;
	}
	return digits > 0 && digits <= 9 && (text[length - 1] == 'x' || text[length - 1] == 'w');
}

const char *
boh_html_resource_set(const char *value, const char *const *words, bool *lost)
{
	StringInfoData set;
	const char *url;
	const char *descriptor;
	int			url_length;
	int			descriptor_length;
	int			candidates = 0;

	(void) words;
	initStringInfo(&set);
	while (boh_html_next_candidate(&value, &url, &url_length, &descriptor, &descriptor_length))
	{
		const char *mended;

		if (++candidates > BOH_HTML_MAX_CANDIDATES)
		{
			*lost = true;
			break;
		}
		mended = check_url(url, url_length, boh_format_image_url);
		if (mended == NULL || !is_descriptor(descriptor, descriptor_length))
		{
			*lost = true;
			continue;
		}
		appendStringInfo(&set, "%s%s", set.len > 0 ? ", " : "", mended);
		if (descriptor_length > 0)
			appendStringInfo(&set, " %.*s", descriptor_length, descriptor);
	}
	return set.len > 0 ? set.data : NULL;
}

static bool
skip(const char **text, const char *prefix)
{
	size_t		length = strlen(prefix);

	if (pg_strncasecmp(*text, prefix, length) != 0)
		return false;
	*text +=length;
	return true;
}

/* Length of the leading letters, digits, - and _. */
static int
name_length(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

/*
 * Appends the parameters that are in names.  The callers list only parameters
 * of the players that do not start a video by themselves.
 */
static void
append_parameters(StringInfo url, const char *text, const char *const *names)
{
	char		separator = '?';

	while (*text !='\0' && *text !='#')
	{
		int			length = strcspn(text +1, "&#");
		const char *parameter = text +1;

		for (const char *const *name = names; *name != NULL; name++)
		{
			const char *value = parameter;

			if (skip(&value, *name) && *value == '=' && name_length(value + 1) > 0 &&
				value + 1 + name_length(value + 1) == parameter + length)
			{
				appendStringInfo(url, "%c%s=%.*s", separator, *name, name_length(value + 1), value + 1);
				separator = '&';
			}
		}
		text = parameter + length;
	}
}

static bool
append_youtube(StringInfo url, const char *text, bool short_host)
{
	static const char *const names[] = {
		"cc_lang_pref", "cc_load_policy", "controls", "end", "hl", "index", "list", "listType",
		"loop", "modestbranding", "playlist", "playsinline", "rel", "start", NULL
	};
	int			length;

	if (!(short_host ? skip(&text, "/") :
		  (skip(&text, "/embed/") || skip(&text, "/watch?v=") || skip(&text, "/shorts/") ||
		   skip(&text, "/live/") || skip(&text, "/v/"))))
		return false;
	length = name_length(text);
	if (length < 6 || length > MAX_VIDEO_NAME || strchr("?&#", text[length]) == NULL)
		return false;
	appendStringInfo(url, "/embed/%.*s", length, text);
	append_parameters(url, text +length, names);
	return true;
}

static bool
append_vimeo(StringInfo url, const char *text)
{
	static const char *const names[] = {
		"byline", "color", "controls", "dnt", "h", "loop", "muted", "portrait", "texttrack", "title", NULL
	};
	int			length;

	skip(&text, "/video");
	if (!skip(&text, "/"))
		return false;
	length = strspn(text, "0123456789");
	if (length < 1 || length > MAX_VIDEO_NAME || strchr("?#", text[length]) == NULL)
		return false;
	appendStringInfo(url, "/video/%.*s", length, text);
	append_parameters(url, text +length, names);
	return true;
}

/*
 * Returns the https URL of the player for a video, or NULL.  Accepts the URL
 * of the player, and of the video's page.  Drops parameters that are not
 * allowed.
 */
const char *
boh_html_embed(const char *value, const char *const *words, bool *lost)
{
	int			length;
	const char *trimmed = boh_html_trim(value, &length);
	const char *text = pnstrdup(trimmed, length);
	StringInfoData url;
	bool		good;

	(void) words;
	(void) lost;
	initStringInfo(&url);
	if (!skip(&text, "https:"))
		skip(&text, "http:");
	if (!skip(&text, "//"))
		return NULL;
	if (skip(&text, "player.vimeo.com") || skip(&text, "www.vimeo.com") || skip(&text, "vimeo.com"))
	{
		appendStringInfoString(&url, "https://player.vimeo.com");
		good = append_vimeo(&url, text);
	}
	else if (skip(&text, "www.youtube-nocookie.com") || skip(&text, "youtube-nocookie.com"))
	{
		appendStringInfoString(&url, "https://www.youtube-nocookie.com");
		good = append_youtube(&url, text, false);
	}
	else
	{
		bool		short_host = skip(&text, "youtu.be");

		appendStringInfoString(&url, "https://www.youtube.com");
		good = (short_host || skip(&text, "www.youtube.com") || skip(&text, "m.youtube.com") ||
				skip(&text, "youtube.com")) &&
			append_youtube(&url, text, short_host);
	}
	return good && boh_format_video_url(url.data, url.len) ? url.data : NULL;
}
