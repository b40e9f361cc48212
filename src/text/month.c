/*-------------------------------------------------------------------------
 *
 * text/month.c
 *	  Names of months in any language.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <unicode/udat.h>
#include <unicode/ustring.h>

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "text/month.h"

#define MONTHS 12

/* Names take up to this many UTF-16 units. */
#define NAME_UNITS 64

/* The language that was asked for last; opening a format takes long. */
static char *known_language = NULL;
static char *known_names[MONTHS];

static void
check_status(UErrorCode status)
{
	if (U_FAILURE(status))
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("could not read the names of months: %s", u_errorName(status)),
				 errhint("Check that the complete data of the ICU library are installed.")));
}

/* A name; "" if it is not ASCII and the database's encoding not UTF-8 */
static char *
month_name(const UDateFormat *format, UDateFormatSymbolType form, int month)
{
	UChar		units[NAME_UNITS];
	char		utf8[NAME_UNITS * 3 + 1];
	UErrorCode	status = U_ZERO_ERROR;
	int32_t		length;

	length = udat_getSymbols(format, form, month, units, NAME_UNITS, &status);
	u_strToUTF8(utf8, sizeof(utf8) - 1, &length, units, length, &status);
	check_status(status);
	utf8[length] = '\0';
	if (GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII)
		return pstrdup(utf8);
	for (int i = 0; i < length; i++)
	{
		if (IS_HIGHBIT_SET(utf8[i]))
			return "";
	}
	return pstrdup(utf8);
}

static void
learn(const char *language)
{
	UErrorCode	status = U_ZERO_ERROR;
	UDateFormat *format = udat_open(UDAT_NONE, UDAT_LONG, language, NULL, 0, NULL, 0, &status);
	char	   *names[MONTHS];

	check_status(status);
	for (int month = 0; month < MONTHS; month++)
		names[month] = psprintf("%s %s", month_name(format, UDAT_STANDALONE_MONTHS, month),
								month_name(format, UDAT_MONTHS, month));
	udat_close(format);
	for (int month = 0; month < MONTHS; month++)
	{
		if (known_names[month] != NULL)
			pfree(known_names[month]);
		known_names[month] = MemoryContextStrdup(TopMemoryContext, names[month]);
	}
	if (known_language != NULL)
		pfree(known_language);
	known_language = MemoryContextStrdup(TopMemoryContext, language);
}

const char *
boh_month_names(const char *language, int month)
{
	if (language == NULL)
		language = "en";
	if (known_language == NULL || strcmp(known_language, language) != 0)
		learn(language);
	return known_names[month - 1];
}
