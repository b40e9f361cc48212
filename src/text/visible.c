/*-------------------------------------------------------------------------
 *
 * text/visible.c
 *	  Characters that can be seen, and columns that must have some.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <unicode/uchar.h>

#include "mb/pg_wchar.h"

#include "base/error.h"
#include "text/visible.h"

/* Unicode counts it as a symbol, but it is blank. */
#define BRAILLE_PATTERN_BLANK 0x2800

static bool
is_visible(UChar32 character)
{
	/*
	 * signs before numbers can be seen, though Unicode counts them as format
	 * controls
	 */
	if (u_hasBinaryProperty(character, UCHAR_PREPENDED_CONCATENATION_MARK))
		return true;
	return !u_iscntrl(character) && !u_isUWhiteSpace(character) &&
		!u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
		character != BRAILLE_PATTERN_BLANK;
}

/* true when a character can be seen or, without visible, one that cannot */
static bool
has_character(const char *string, int length, bool visible)
{
	char	   *utf8 = pg_server_to_any(string, length, PG_UTF8);
	const unsigned char *next = (const unsigned char *) utf8;
	const unsigned char *end = next + (utf8 == string ? length : (int) strlen(utf8));
	bool		found = false;

	for (; !found && next < end; next += pg_utf_mblen(next))
		found = is_visible(utf8_to_unicode(next)) == visible;
	if (utf8 != string)
		pfree(utf8);
	return found;
}

/* In a SQL_ASCII database, all text passes: its characters are not known. */
bool
boh_all_visible(const char *string, int length)
{
	return GetDatabaseEncoding() == PG_SQL_ASCII || !has_character(string, length, false);
}

bool
boh_any_visible(const char *string, int length)
{
	return GetDatabaseEncoding() == PG_SQL_ASCII || has_character(string, length, true);
}

static bool
is_new(const BohRow *row, const TriggerData *trigger, const BohTable *table, int column)
{
	BohRow		old;

	if (!row->stored)
		return true;
	boh_row_open(&old, trigger->tg_relation, table, trigger->tg_trigtuple);
	return boh_differs(row, &old, column);
}

void
boh_require_visible(const BohRow *row, const TriggerData *trigger, const BohTable *table,
					int column, const char *owner)
{
	const char *name = table->columns[column].name;
	char	   *value = boh_get_text(row, column);
	BohDetail	detail;

	if (value == NULL || value[0] == '\0' || boh_any_visible(value, strlen(value)) ||
		!is_new(row, trigger, table, column))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "column", name);
	boh_raise(BOH_NOTHING_VISIBLE, &detail,
			  BOH_PLACE(RelationGetNamespace(trigger->tg_relation), table->name, name, NULL),
			  name, owner);
}
