/*-------------------------------------------------------------------------
 *
 * statistics/day.c
 *	  Counts of days in memory.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/iso_time.h"
#include "statistics/day.h"

typedef struct Currency
{
	const text *name;
	char		status;			/* the hash table's own */
} Currency;

typedef struct DayKey
{
	TimestampTz day;
	const text *currency;
} DayKey;

typedef struct DayEntry
{
	DayKey		key;
	Day		   *day;
	char		status;			/* the hash table's own */
} DayEntry;

static inline uint32
hash_of_name(const text *name)
{
	return hash_bytes((const unsigned char *) VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
}

static inline bool
same_name(const text *one, const text *other)
{
	return VARSIZE_ANY_EXHDR(one) == VARSIZE_ANY_EXHDR(other) &&
		memcmp(VARDATA_ANY(one), VARDATA_ANY(other), VARSIZE_ANY_EXHDR(one)) == 0;
}

#define SH_PREFIX currencies
#define SH_ELEMENT_TYPE Currency
#define SH_KEY_TYPE const text *
#define SH_KEY name
#define SH_HASH_KEY(table, key) hash_of_name(key)
#define SH_EQUAL(table, one, other) same_name(one, other)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define SH_PREFIX day_table
#define SH_ELEMENT_TYPE DayEntry
#define SH_KEY_TYPE DayKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) hash_bytes((const unsigned char *) &(key), sizeof(DayKey))
#define SH_EQUAL(table, one, other) (memcmp(&(one), &(other), sizeof(DayKey)) == 0)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct Days
{
	MemoryContext context;
	int			sources;
	currencies_hash *currencies;
	day_table_hash *days;
};

Days *
days_begin(int sources)
{
	Days	   *days = palloc(sizeof(Days));

	days->context = CurrentMemoryContext;
	days->sources = sources;
	days->currencies = currencies_create(CurrentMemoryContext, 32, NULL);
	days->days = day_table_create(CurrentMemoryContext, 1024, NULL);
	return days;
}

const text *
days_currency(Days *days, Datum currency)
{
	const text *name = DatumGetTextPP(currency);
	Currency   *known = currencies_lookup(days->currencies, name);
	MemoryContext previous;
	bool		found;

	if (known != NULL)
		return known->name;
	previous = MemoryContextSwitchTo(days->context);
	name = cstring_to_text_with_len(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	MemoryContextSwitchTo(previous);
	return currencies_insert(days->currencies, name, &found)->name;
}

Day *
days_find(Days *days, TimestampTz day, const text *currency)
{
	DayKey		key = {day, currency};
	bool		found;
	DayEntry   *entry = day_table_insert(days->days, key, &found);

	if (!found)
	{
		entry->day = MemoryContextAllocZero(days->context, offsetof(Day, counts) +
											days->sources * sizeof(Counts));
		entry->day->day = day;
		entry->day->currency = currency;
	}
	return entry->day;
}

int
currency_compare(const text *one, const text *other)
{
	int			length = VARSIZE_ANY_EXHDR(one);
	int			other_length = VARSIZE_ANY_EXHDR(other);
	int			order = memcmp(VARDATA_ANY(one), VARDATA_ANY(other), Min(length, other_length));

	return order != 0 ? order : length - other_length;
}

static int
compare_days(const void *one, const void *other)
{
	const Day  *a = *(Day *const *) one;
	const Day  *b = *(Day *const *) other;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return currency_compare(a->currency, b->currency);
}

Day		  **
days_sorted(Days *days, int *count)
{
	Day		  **sorted = palloc((days->days->members + 1) * sizeof(Day *));
	day_table_iterator iterator;
	DayEntry   *entry;

	*count = 0;
	day_table_start_iterate(days->days, &iterator);
	while ((entry = day_table_iterate(days->days, &iterator)) != NULL)
		sorted[(*count)++] = entry->day;
	qsort(sorted, *count, sizeof(Day *), compare_days);
	return sorted;
}

TimestampTz
day_of_time(TimestampTz time)
{
	TimestampTz since = time % USECS_PER_DAY;

	if (TIMESTAMP_NOT_FINITE(time))
		return time;
	return time - (since < 0 ? since + USECS_PER_DAY : since);
}

char *
day_text(TimestampTz day)
{
	char	   *text = boh_iso_time_text(day);
	char	   *end = strchr(text, 'T');

	if (end != NULL)
		*end = '\0';
	return text;
}
