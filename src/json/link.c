/*-------------------------------------------------------------------------
 *
 * json/link.c
 *	  Formats for the URLs of links, images and videos in a page.
 *
 * Browsers repair URLs: they remove tabs and line ends, read a backslash as a
 * slash, and decode entities if the text becomes HTML.  So these formats
 * accept only URLs that need no repair, and only a few schemes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "json/format.h"
#include "text/visible.h"

/* Maximum bytes of a URL; web servers usually refuse longer ones. */
#define LONGEST_LINK 8192

/* Visible ASCII characters except " < > \ ^ ` { | } */
static const bool plain[256] = {
	['!'] = true,['#'...';'] = true,['='] = true,['?'...'['] = true,
	[']'] = true,['_'] = true,['a'...'z'] = true,['~'] = true
};

/*
 * False if the text has characters that URLs must not contain, or that
 * browsers read as other characters.
 */
static bool
is_clean(const char *string, int length)
{
	const unsigned char *next = (const unsigned char *) string;
	const unsigned char *end = next + length;
	bool		ascii = true;

	if (length == 0 || length > LONGEST_LINK)
		return false;
	while (next < end)
	{
		/* most links are plain ASCII: check four bytes at once */
		if (end - next >= 4 && plain[next[0]] & plain[next[1]] & plain[next[2]] & plain[next[3]])
		{
			next += 4;
			continue;
		}
		if (*next >= 0x80)
			ascii = false;
		else if (!plain[*next])
			return false;
		next++;
	}
	return ascii || boh_all_visible(string, length);
}

static inline bool
starts_with(const char *text, int length, const char *prefix)
{
	int			prefix_length = strlen(prefix);

	/* memcmp() is faster, and most prefixes are in lower case */
	return length >= prefix_length &&
		(memcmp(text, prefix, prefix_length) == 0 ||
		 pg_strncasecmp(text, prefix, prefix_length) == 0);
}

/* Finds the host, without port, of an http or https URL; false if invalid. */
static bool
find_host(const char *text, int length, const char **host, int *host_length)
{
	int			start;
	int			end;

	if (starts_with(text, length, "https://"))
		start = 8;
	else if (starts_with(text, length, "http://"))
		start = 7;
	else
		return false;
	for (end = start; end < length; end++)
	{
		if (text[end] == '/' || text[end] == '?' || text[end] == '#')
			break;
		/* refuse user names: they only make a URL look like another host's */
		if (text[end] == '@')
			return false;
	}
	*host = text +start;

	if (start < end && text[start] == '[')
	{
		while (start < end && text[start] != ']')
			start++;
		if (start == end || !boh_format_ipv6(*host + 1, text +start - *host - 1))
			return false;
		start++;
	}
	else
	{
		while (start < end && text[start] != ':')
			start++;
	}
	*host_length = text +start - *host;

	if (start < end && text[start++] != ':')
		return false;
	for (; start < end; start++)
	{
		if (text[start] < '0' || text[start] > '9')
			return false;
	}
	return *host_length > 0 && (*host)[0] != '.';
}

static bool
is_web_url(const char *text, int length)
{
	const char *host;
	int			host_length;

	return find_host(text, length, &host, &host_length);
}

static bool
is_rooted_path(const char *text, int length)
{
	return text[0] == '/' && (length == 1 || text[1] != '/');
}

/*
 * The part of a tel link after the colon: digits, and separators other than
 * spaces.  Letters may follow the first digit, for ";ext=" and the like.
 */
static bool
is_telephone(const char *text, int length)
{
	int			digits = 0;

	for (int i = 0; i < length; i++)
	{
		if (text[i] >= '0' && text[i] <= '9')
			digits++;
		else if (!(text[i] == '+' && i == 0) &&
				 (text[i] == '\0' || strchr("-.()*#,;=", text[i]) == NULL) &&
				 !(digits > 0 && ((text[i] >= 'a' && text[i] <= 'z') ||
								  (text[i] >= 'A' && text[i] <= 'Z'))))
			return false;
	}
	return digits > 0;
}

static bool
is_mailto(const char *text, int length)
{
	int			end = 0;

	while (end < length && text[end] != '?')
		end++;
	return boh_format_email(text, end) && boh_format_uri_reference(text +end, length - end);
}

bool
boh_format_link(const char *text, int length)
{
	if (!is_clean(text, length))
		return false;
	if (starts_with(text, length, "mailto:"))
		return is_mailto(text +7, length - 7);
	if (starts_with(text, length, "tel:"))
		return is_telephone(text +4, length - 4);
	return text[0] == '#' || is_rooted_path(text, length) || is_web_url(text, length);
}

bool
boh_format_image_url(const char *text, int length)
{
	return is_clean(text, length) &&
		(is_rooted_path(text, length) || is_web_url(text, length));
}

/* No format of JSON Schema; a URL that begins with http:// or https:// */
bool
boh_format_web_url(const char *text, int length)
{
	return is_clean(text, length) && is_web_url(text, length);
}

static bool
host_is(const char *host, int length, const char *name)
{
	return length == (int) strlen(name) && pg_strncasecmp(host, name, length) == 0;
}

/* True for a path on a video platform; its front page is not a video. */
static bool
is_platform(const char *text, int length, const char *host, int host_length)
{
	static const char *const names[] = {
		"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be",
		"www.youtube-nocookie.com", "youtube-nocookie.com",
		"vimeo.com", "www.vimeo.com", "player.vimeo.com"
	};
	const char *rest = host + host_length;

	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if (host_is(host, host_length, names[i]))
			return text +length - rest > 1 && rest[0] == '/';
	}
	return false;
}

bool
boh_format_video_url(const char *text, int length)
{
	static const char *const endings[] = {".mp4", ".webm", ".ogv", ".mov", ".m4v"};
	const char *path = text;	/* may be empty, else begins with a slash */
	int			end = 0;

	if (!is_clean(text, length))
		return false;
	if (!is_rooted_path(text, length))
	{
		const char *host;
		int			host_length;

		if (!find_host(text, length, &host, &host_length))
			return false;
		if (is_platform(text, length, host, host_length))
			return true;
		path = host + host_length;
	}
	while (end < length && text[end] != '?' && text[end] != '#')
		end++;
	for (int i = 0; i < (int) lengthof(endings); i++)
	{
		int			size = strlen(endings[i]);
		const char *ending = text +end - size;

		/* the ending needs a file name before it, and that needs a slash */
		if (ending > path + 1 && pg_strncasecmp(ending, endings[i], size) == 0 &&
			ending[-1] != '/')
			return true;
	}
	return false;
}
