/*-------------------------------------------------------------------------
 *
 * statistics/document.c
 *	  The JSON document of statistics.
 *
 * It may have thousands of days, so they are appended to one value as they
 * are.  Functions of SQL would copy them several times.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/cents.h"
#include "statistics/document.h"

/* The counts of a currency over all days */
typedef struct Total
{
	const text *currency;
	Counts		counts;
} Total;

void
boh_document_take_row(void *argument, const Datum *values, const bool *nulls pg_attribute_unused())
{
	Days	   *days = argument;
	Counts		counts = counts_read(values + 2);

	counts_add(days_find(days, DatumGetTimestampTz(values[1]),
						 days_currency(days, values[0]))->counts, &counts);
}

static void
push_numeric(BohJsonbState *state, const char *key, Numeric number)
{
	JsonbValue	value = {.type = jbvNumeric};

	value.val.numeric = number;
	boh_json_push_key(state, key);
	boh_jsonb_push(state, WJB_VALUE, &value);
}

static void
push_number(BohJsonbState *state, const char *key, int64 number)
{
	push_numeric(state, key, int64_to_numeric(number));
}

static void
push_text(BohJsonbState *state, const char *key, const char *text, int length)
{
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = unconstify(char *, text);
	value.val.string.len = length;
	boh_json_push_key(state, key);
	boh_jsonb_push(state, WJB_VALUE, &value);
}

/* As jsonb has no NaN, it is a text. */
static void
push_amount(BohJsonbState *state, const char *key, int64 cents)
{
	if (cents == BOH_NO_CENTS)
		push_text(state, key, "NaN", 3);
	else
		push_numeric(state, key, int64_div_fast_to_numeric(cents, 2));
}

static void
push_currency(BohJsonbState *state, const text *currency)
{
	push_text(state, "currency", VARDATA_ANY(currency), VARSIZE_ANY_EXHDR(currency));
}

/* Keys in the order in which jsonb stores them, so that it need not sort them. */
static void
push_day(BohJsonbState *state, const Day *day)
{
	const int64 *number = day->counts->number;
	const char *name = day_text(day->day);

	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	push_text(state, "day", name, strlen(name));
	push_amount(state, "revenue", number[REVENUE]);
	push_currency(state, day->currency);
	push_amount(state, "refunded", number[REFUNDED_AMOUNT]);
	push_number(state, "held_seats", number[HELD_SEATS]);
	push_amount(state, "refund_due", number[REFUND_DUE]);
	push_number(state, "sold_seats", number[SOLD_SEATS]);
	push_number(state, "refunded_seats", number[REFUNDED_SEATS]);
	push_number(state, "cancelled_seats", number[CANCELLED_SEATS]);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

static void
push_money(BohJsonbState *state, const Total *total)
{
	const int64 *number = total->counts.number;

	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	push_currency(state, total->currency);
	push_amount(state, "revenue", number[REVENUE]);
	push_amount(state, "refund_due", number[REFUND_DUE]);
	push_amount(state, "refunded", number[REFUNDED_AMOUNT]);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

static void
push_status(BohJsonbState *state, const char *key, const Counts *counts, CountNumber bookings)
{
	boh_json_push_key(state, key);
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	push_number(state, "bookings", counts->number[bookings]);
	push_number(state, "seats", counts->number[bookings + 1]);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

/* How many holds were confirmed, of those that have ended */
static void
push_conversion(BohJsonbState *state, const int64 *number)
{
	int64		ended = number[HOLDS_MADE] - number[HELD_BOOKINGS];
	Datum		rate;

	if (ended == 0)
	{
		boh_json_push_member(state, "conversion", NULL);
		return;
	}
	rate = DirectFunctionCall2(numeric_div, NumericGetDatum(int64_to_numeric(number[HOLDS_CONFIRMED])),
							   NumericGetDatum(int64_to_numeric(ended)));
	rate = DirectFunctionCall2(numeric_round, rate, Int32GetDatum(4));
	push_numeric(state, "conversion", DatumGetNumeric(rate));
}

static void
push_holds(BohJsonbState *state, const Counts *counts)
{
	const int64 *number = counts->number;

	boh_json_push_key(state, "holds");
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	push_number(state, "made", number[HOLDS_MADE]);
	push_number(state, "open", number[HELD_BOOKINGS]);
	push_number(state, "confirmed", number[HOLDS_CONFIRMED]);
	push_number(state, "expired", number[HOLDS_EXPIRED]);
	push_conversion(state, number);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

/* Currencies are few, and the last days most likely have those of the ones before. */
static Total *
total_of(List **totals, const text *currency)
{
	ListCell   *cell;
	Total	   *total;

	foreach(cell, *totals)
	{
		total = lfirst(cell);
		if (total->currency == currency)
			return total;
	}
	total = palloc0(sizeof(Total));
	total->currency = currency;
	*totals = lappend(*totals, total);
	return total;
}

static int
compare_totals(const ListCell *one, const ListCell *other)
{
	const Total *a = lfirst(one);
	const Total *b = lfirst(other);

	return currency_compare(a->currency, b->currency);
}

/* Adds up days by currency, in order of these; sum becomes that of all. */
static List *
totals_of(Day *const *days, int count, Counts *sum)
{
	List	   *totals = NIL;
	ListCell   *cell;

	memset(sum, 0, sizeof(Counts));
	for (int i = 0; i < count; i++)
		counts_add(&total_of(&totals, days[i]->currency)->counts, days[i]->counts);
	foreach(cell, totals)
		counts_add(sum, &((const Total *) lfirst(cell))->counts);
	list_sort(totals, compare_totals);
	return totals;
}

/* Returns how many of days have bookings, after moving these to the front. */
static int
leave_out_empty(Day **days, int count)
{
	int			left = 0;

	for (int i = 0; i < count; i++)
	{
		if (counts_bookings(days[i]->counts) > 0)
			days[left++] = days[i];
	}
	return left;
}

void
boh_document_push_statistics(BohJsonbState *state, Days *days)
{
	int			count;
	Day		  **sorted = days_sorted(days, &count);
	Counts		sum;
	List	   *totals;
	ListCell   *cell;

	count = leave_out_empty(sorted, count);
	totals = totals_of(sorted, count, &sum);
	push_status(state, "held", &sum, HELD_BOOKINGS);
	push_status(state, "sold", &sum, SOLD_BOOKINGS);
	push_status(state, "cancelled", &sum, CANCELLED_BOOKINGS);
	push_status(state, "refunded", &sum, REFUNDED_BOOKINGS);
	push_holds(state, &sum);
	boh_json_push_key(state, "money");
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, totals)
		push_money(state, lfirst(cell));
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
	boh_json_push_key(state, "days");
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < count; i++)
		push_day(state, sorted[i]);
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}
