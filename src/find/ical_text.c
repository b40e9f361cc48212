/*-------------------------------------------------------------------------
 *
 * find/ical_text.c
 *	  Lines of iCalendar (RFC 5545).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/datetime.h"

#include "find/ical_text.h"

/* Octets of a line in UTF-8, without its end */
#define LINE_OCTETS 75

/*
 * No character takes more octets in UTF-8 than this many times those that it
 * takes in an encoding of the server.
 */
#define MOST_GROWTH 3

/*
 * How many bytes of a text, which is not empty, go on a line of that many
 * octets.  Never a part of a character.
 */
static int
bytes_that_fit(const char *text, int length, int octets)
{
	int			encoding = GetDatabaseEncoding();
	int			fit;

	if (encoding == PG_SQL_ASCII)
		encoding = PG_UTF8;
	fit = pg_encoding_mbcliplen(encoding, text, length,
								encoding == PG_UTF8 ? octets : octets / MOST_GROWTH);

	/* A text in SQL_ASCII may be anything. */
	return fit <= 0 || fit > length ? Min(length, octets) : fit;
}

void
boh_ical_line(StringInfo calendar, const char *line)
{
	int			length = strlen(line);
	int			octets = LINE_OCTETS;

	while (length > 0)
	{
		int			fit = bytes_that_fit(line, length, octets);

		appendBinaryStringInfo(calendar, line, fit);
		line += fit;
		length -= fit;
		if (length > 0)
			appendStringInfoString(calendar, "\r\n ");
		octets = LINE_OCTETS - 1;	/* the space counts */
	}
	appendStringInfoString(calendar, "\r\n");
}

char *
boh_ical_escaped(const char *text)
{
	StringInfoData escaped;

	initStringInfo(&escaped);
	for (; *text !='\0'; text ++)
	{
		if (*text == '\\' || *text == ';' || *text == ',')
			appendStringInfo(&escaped, "\\%c", *text);
		else if (*text == '\n' || (*text == '\r' && text[1] != '\n'))
			appendStringInfoString(&escaped, "\\n");
		else if ((unsigned char) *text >=' ' ? *text !='\x7f' : *text == '\t')
			appendStringInfoChar(&escaped, *text);
	}
	return escaped.data;
}

void
boh_ical_value(StringInfo calendar, const char *name, const char *value)
{
	if (value != NULL)
		boh_ical_line(calendar, psprintf("%s:%s", name, value));
}

void
boh_ical_text(StringInfo calendar, const char *name, const char *value)
{
	if (value != NULL)
		boh_ical_value(calendar, name, boh_ical_escaped(value));
}

char *
boh_ical_local(TimestampTz time, int seconds)
{
	struct pg_tm broken;
	fsec_t		microseconds;

	if (timestamp2tm(time + seconds * USECS_PER_SEC, NULL, &broken, &microseconds, NULL, NULL) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	return psprintf("%04d%02d%02dT%02d%02d%02d", broken.tm_year, broken.tm_mon, broken.tm_mday,
					broken.tm_hour, broken.tm_min, broken.tm_sec);
}

char *
boh_ical_utc(TimestampTz time)
{
	return psprintf("%sZ", boh_ical_local(time, 0));
}
