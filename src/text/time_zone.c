/*-------------------------------------------------------------------------
 *
 * text/time_zone.c
 *	  Names of time zones: columns that hold one, and the zone of an event.
 *
 * Only names of the IANA database are stored, because browsers, calendars and
 * other servers know no others.  pg_tzset() takes more: formulas of POSIX,
 * such as FOO+3, and each file in the directory of time zones.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/error.h"
#include "text/time_zone.h"

#define SHOWN_BYTES 60

/*
 * Names with digits.  All others with digits are formulas; these may be, too,
 * where their files are not installed, and then mean the same.
 */
static const char *const with_digits[] = {
	"Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0", "GMT0", "GMT+0", "GMT-0",
	"Etc/GMT+1", "Etc/GMT+2", "Etc/GMT+3", "Etc/GMT+4", "Etc/GMT+5", "Etc/GMT+6",
	"Etc/GMT+7", "Etc/GMT+8", "Etc/GMT+9", "Etc/GMT+10", "Etc/GMT+11", "Etc/GMT+12",
	"Etc/GMT-1", "Etc/GMT-2", "Etc/GMT-3", "Etc/GMT-4", "Etc/GMT-5", "Etc/GMT-6",
	"Etc/GMT-7", "Etc/GMT-8", "Etc/GMT-9", "Etc/GMT-10", "Etc/GMT-11", "Etc/GMT-12",
	"Etc/GMT-13", "Etc/GMT-14", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"
};

/* Files beside the database, and the zone that stands for "not set" */
static const char *const no_names[] = {"localtime", "posixrules", "Factory"};

/* Directories with all names once more */
static const char *const no_directories[] = {"posix/", "right/"};

/* Returns the entry that differs at most in upper and lower case. */
static const char *
find(const char *name, const char *const *list, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (pg_strcasecmp(name, list[i]) == 0)
			return list[i];
	}
	return NULL;
}

static bool
is_name(const char *name)
{
	for (int i = 0; i < (int) lengthof(no_directories); i++)
	{
		if (pg_strncasecmp(name, no_directories[i], strlen(no_directories[i])) == 0)
			return false;
	}
	return find(name, no_names, lengthof(no_names)) == NULL;
}

/* The name as IANA spells it; NULL: it is none. */
static const char *
canonical_name(const char *name)
{
	pg_tz	   *zone;

	if (strpbrk(name, "0123456789") != NULL)
		return find(name, with_digits, lengthof(with_digits));
	zone = is_name(name) ? pg_tzset(name) : NULL;
	return zone != NULL && pg_tz_acceptable(zone) ? pg_get_timezone_name(zone) : NULL;
}

BOH_NORETURN static void refuse(const char *name, BohPlace place);

static void
refuse(const char *name, BohPlace place)
{
	int			length = strlen(name);
	int			shown = pg_mbcliplen(name, length, SHOWN_BYTES);
	char	   *excerpt = psprintf("%.*s%s", shown, name, shown < length ? "..." : "");
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "time_zone", excerpt);
	boh_raise(BOH_TIME_ZONE, &detail, place, excerpt);
}

void
boh_time_zone_check(BohRow *row, const TriggerData *trigger, Oid schema, const BohTable *table,
					int column)
{
	const char *given = boh_get_text(row, column);
	const char *name;

	if (given == NULL)
		return;
	if (row->stored)
	{
		BohRow		old;

		/* A name that the server no longer knows stays until it changes. */
		boh_row_open(&old, trigger->tg_relation, table, trigger->tg_trigtuple);
		if (!boh_differs(&old, row, column))
			return;
	}
	name = canonical_name(given);
	if (name == NULL)
		refuse(given, BOH_PLACE(schema, table->name, table->columns[column].name, NULL));
	if (strcmp(name, given) != 0)
		boh_set(row, column, CStringGetTextDatum(name));
}

pg_tz *
boh_event_zone(const char *own, const char *of_venue)
{
	const char *name = own != NULL ? own : of_venue;
	pg_tz	   *zone = name == NULL ? NULL : pg_tzset(name);

	/* the server may have lost a name since it was stored */
	return zone != NULL ? zone : pg_tzset("UTC");
}
