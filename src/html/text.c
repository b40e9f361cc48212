/*-------------------------------------------------------------------------
 *
 * html/text.c
 *	  Text in HTML, and its encoding.
 *
 * The parser, and all code that works on its tree, uses UTF-8.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "html/text.h"

/* Bytes of output per byte of input that a conversion may need. */
#define GROWTH MAX_CONVERSION_GROWTH

/* U+FFFD, which replaces invalid bytes. */
#define REPLACEMENT "\xEF\xBF\xBD"

/*
 * Escapes text as browsers do when they write HTML, and leaves out control
 * characters, which can come from references.  The text may be invalid UTF-8:
 * libgumbo may turn a reference to an invalid code point into any bytes.
 */
void
boh_html_escape(StringInfo out, const char *text, bool quoted)
{
	static const char stops[] = "&<>\"\x7F"
	"\x01\x02\x03\x04\x05\x06\x07\x08\x0B\x0C\x0D\x0E\x0F"
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F";
	static bool is_stop[256];

	if (!is_stop['&'])
	{
		for (const char *stop = stops; *stop != '\0'; stop++)
			is_stop[(unsigned char) *stop] = true;
		for (int c = 0x80; c < 256; c++)
			is_stop[c] = true;
		is_stop[0] = true;
	}

	for (;;)
	{
		const unsigned char *start = (const unsigned char *) text;
		const unsigned char *end = start;
		int			length;

		while (!is_stop[*end])
			end++;
		appendBinaryStringInfo(out, text, end - start);
		text	  +=end - start;

		if (*end == '\0')
			return;
		if (*end < 0x80)
		{
			switch (*end)
			{
				case '&':
					appendStringInfoString(out, "&amp;");
					break;
				case '<':
					appendStringInfoString(out, "&lt;");
					break;
				case '>':
					appendStringInfoString(out, "&gt;");
					break;
				case '"':
					appendStringInfoString(out, quoted ? "&quot;" : "\"");
					break;
				default:
					break;
			}
			text	  ++;

			continue;
		}

		length = pg_utf_mblen(end);
		if (strnlen(text, length) < (size_t) length || !pg_utf8_islegal(end, length))
		{
			appendStringInfoString(out, REPLACEMENT);
			text	  ++;

			continue;
		}
		if (end[0] == 0xC2 && end[1] == 0xA0)
			appendStringInfoString(out, "&nbsp;");
		else if (end[0] != 0xC2 || end[1] > 0x9F)
			appendBinaryStringInfo(out, text, length);
		text	  +=length;
	}
}

/* Length of the control character at text; 0 if there is none. */
static int
control_length(const unsigned char *text, const unsigned char *end)
{
	if (*text == 0x7F || (*text <' ' && !isspace(*text)) ||*text == '\v')
		return 1;
	return *text == 0xC2 && end - text >1 && text[1] < 0xA0 ? 2 : 0;
}

const char *
boh_html_to_utf8(const char *text, int *length, bool *had_controls)
{
	const char *utf8 = pg_server_to_any(text, *length, PG_UTF8);
	const unsigned char *position;
	const unsigned char *end;
	char	   *copy = NULL;
	char	   *target = NULL;

	if (utf8 != text)
		*length = strlen(utf8);
	position = (const unsigned char *) utf8;
	end = position + *length;
	while (position < end)
	{
		int			skipped = control_length(position, end);

		if (skipped > 0 && copy == NULL)
		{
			copy = palloc(*length);
			target = copy + ((const char *) position - utf8);
			memcpy(copy, utf8, target - copy);
		}
		/* word processors use it as a line break within a paragraph */
		if (*position == '\v')
			*target++ = ' ';
		else if (skipped == 0 && target != NULL)
			*target++ = *position;
		position += Max(skipped, 1);
	}
	if (had_controls != NULL)
		*had_controls = copy != NULL;
	if (copy == NULL)
		return utf8;
	*length = target - copy;
	return copy;
}

/*
 * Converts UTF-8 up to the first character that the database's encoding lacks.
 * Sets *length to the number of bytes converted.
 */
static char *
convert_start(const char *utf8, int *length)
{
	int			encoding = GetDatabaseEncoding();
	Oid			function = FindDefaultConversionProc(PG_UTF8, encoding);
	Size		room = (Size) *length * GROWTH + 1;
	unsigned char *target;

	if (!OidIsValid(function))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("default conversion function for encoding \"%s\" to \"%s\" does not exist",
						pg_encoding_to_char(PG_UTF8), pg_encoding_to_char(encoding))));
	target = palloc(room);
	*length = pg_do_encoding_conversion_buf(function, PG_UTF8, encoding,
											(unsigned char *) utf8, *length,
											target, room, true);
	return (char *) target;
}

static bool
needs_conversion(void)
{
	return GetDatabaseEncoding() != PG_UTF8 && GetDatabaseEncoding() != PG_SQL_ASCII;
}

const char *
boh_html_convert(const char *utf8, int *length)
{
	int			converted = *length;
	char	   *text;

	if (!needs_conversion())
		return utf8;
	text = convert_start(utf8, &converted);

	if (converted < *length)
		return NULL;
	*length = strlen(text);
	return text;
}

const char *
boh_html_from_utf8(const char *utf8, int *length)
{
	StringInfoData out;
	int			done = 0;

	if (!needs_conversion())
		return utf8;
	initStringInfo(&out);
	while (done < *length)
	{
		/*
		 * Convert in small parts: after each character that the encoding
		 * lacks, convert_start() allocates for the whole rest again.
		 */
		int			part = Min(*length - done, 1024);
		int			converted;
		char	   *text;

		CHECK_FOR_INTERRUPTS();
		part = pg_encoding_mbcliplen(PG_UTF8, utf8 + done, *length - done, part);
		converted = part;
		text = convert_start(utf8 + done, &converted);

		appendStringInfoString(&out, text);
		pfree(text);
		done += converted;
		if (converted < part)
		{
			appendStringInfo(&out, "&#%u;", utf8_to_unicode((const unsigned char *) utf8 + done));
			done += pg_utf_mblen((const unsigned char *) utf8 + done);
		}
	}
	*length = out.len;
	return out.data;
}

const char *
boh_html_excerpt(const char *text, int most)
{
	StringInfoData out;
	int			length;

	initStringInfo(&out);
	while (*text !='\0')
	{
		const unsigned char *start = (const unsigned char *) text;
		bool		legal;

		length = pg_utf_mblen(start);
		legal = strnlen(text, length) == (size_t) length && pg_utf8_islegal(start, length);
		if (out.len + (legal ? length : (int) strlen(REPLACEMENT)) > most)
			break;
		if (legal)
			appendBinaryStringInfo(&out, text, length);
		else
			appendStringInfoString(&out, REPLACEMENT);
		text	  +=legal ? length : 1;
	}
	length = out.len;
	return boh_html_from_utf8(out.data, &length);
}
