/*-------------------------------------------------------------------------
 *
 * text/slug.c
 *	  Makes unique slugs for rows that come without one.
 *
 * Two sessions that insert the same title at the same time would both find the
 * slug free.  So the base of the slug is locked until the end of the
 * transaction: the second session waits, then sees the first one's row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"

#include "base/lock.h"
#include "text/slug.h"
#include "text/slugify.h"

/* base, or base-number; base is cut so that the slug is not too long */
static char *
candidate(const char *base, int number)
{
	char		suffix[16] = "";
	int			length = strlen(base);
	int			room;

	if (number > 1)
		snprintf(suffix, sizeof(suffix), "-%d", number);
	room = BOH_SLUG_MAX_LENGTH - strlen(suffix);
	if (length > room)
		length = room;
	while (length > 0 && base[length - 1] == '-')
		length--;
	return psprintf("%.*s%s", length, base, suffix);
}

/*
 * Length of the part of a base that is locked.  Different bases can have the
 * same candidate: "fair-2" is the slug of the title "Fair 2" and of the second
 * row with the title "Fair", and long bases are cut.  So numbers at the end,
 * and what a suffix may displace, are not part of the lock.
 */
static int
shared_length(const char *base)
{
	int			length = Min(strlen(base), BOH_SLUG_MAX_LENGTH - 11);

	for (;;)
	{
		int			digits = length;

		while (digits > 0 && isdigit((unsigned char) base[digits - 1]))
			digits--;
		if (digits == length || digits < 2 || base[digits - 1] != '-')
			return length;
		length = digits - 1;
	}
}

static bool
is_taken(const BohQuery *taken, Oid schema, const char *slug, const pg_uuid_t *id)
{
	Datum		values[] = {CStringGetTextDatum(slug), UUIDPGetDatum(id)};

	bool		found = boh_query(taken, schema, values, NULL, 1) > 0;

	SPI_freetuptable(SPI_tuptable);
	return found;
}

/*
 * The first free number if the used ones have no gaps, otherwise some free
 * number.  A binary search, so that the thousandth row of a title does not try
 * a thousand numbers.
 */
static int
free_number(const BohQuery *taken, Oid schema, const char *base, const pg_uuid_t *id)
{
	int			used = 0;
	int			unused = 1;

	while (is_taken(taken, schema, candidate(base, unused), id))
	{
		CHECK_FOR_INTERRUPTS();
		used = unused;
		unused *= 2;
	}
	while (unused - used > 1)
	{
		int			middle = used + (unused - used) / 2;

		if (is_taken(taken, schema, candidate(base, middle), id))
			used = middle;
		else
			unused = middle;
	}
	return unused;
}

void
boh_slug_fill(BohRow *row, Oid schema, int id, int slug, int source,
			  const BohQuery *taken, const char *fallback)
{
	char	   *words;
	char	   *base;
	int			number;

	if (!boh_is_null(row, slug))
		return;
	words = TextDatumGetCString(boh_get_required(row, source));

	base = boh_slugify_cstring(words, strlen(words));
	if (base == NULL)
		base = pstrdup(fallback);
	boh_lock(BOH_LOCK_SLUG, (uint64) schema << 32 |
			 hash_bytes((unsigned char *) base, shared_length(base)));

	boh_spi_connect();
	number = free_number(taken, schema, base, boh_get_uuid(row, id));
	boh_spi_finish();
	boh_set(row, slug, CStringGetTextDatum(candidate(base, number)));
}
