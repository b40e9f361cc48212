/*-------------------------------------------------------------------------
 *
 * statistics/verify.c
 *	  Checks of boh_verify() for statistics.
 *
 * Sums of events and days with bookings in the tail (watermark.h) are not
 * read, so they may be old.
 *
 * Counts of the bookings of an event take about 130 bytes for each currency.
 * The sums in booking_days are subtracted from them, so nothing must be left.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/xid8.h"

#include "statistics/day.h"
#include "statistics/verify.h"
#include "statistics/watermark.h"

/* What is left of the counts of an event in one currency */
typedef struct EventSums
{
	struct EventSums *next;
	const text *currency;
	bool		changed;		/* has bookings in the tail */
	Counts		left;
} EventSums;

/* What says something about a day */
enum
{
	OF_BOOKINGS,
	OF_EVENTS,					/* booking_days */
	OF_SITE,					/* site_days */
	OF_READERS,					/* what boh_site_stats() reads */
	SOURCES
};

struct BohRecount
{
	BohFindings *findings;
	BohCheckedBookings *bookings;
	MemoryContext context;
	bool		counts;			/* sums are read, so they must be right */
	BohTail		tail;
	bool		of_site;		/* all bookings are read */
	bool		of_recent;		/* only events with bookings that changed */
	Days	   *days;			/* with these sources: */
	BohUnsorted *wrong;
};

#define EVENT_IN_SCOPE(id) \
	"($2 IS NULL OR " id " = $2) AND ($3 IS NULL OR " id " IN" \
	" (SELECT event_id FROM {schema}.bookings WHERE updated_at >= $3))"

static const BohQuery sums_of_days =
BOH_SCOPED_CHECK("SELECT d.event_id, d.currency, CAST(d.day AS timestamptz),"
				 " a.bookings_detached_at IS NOT NULL, " READ_COUNTS
				 " FROM {schema}.booking_days d LEFT JOIN {schema}.events_archive a USING (event_id)"
				 " WHERE " EVENT_IN_SCOPE("d.event_id"));

static const BohQuery sums_of_event = {
	.text = "SELECT " READ_SUMS " FROM {schema}.booking_days WHERE event_id = $1 AND currency = $2"
	" HAVING count(*) > 0",
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.safe_path = true,
	.read_only = true,
	.no_jit = true
};

static const BohQuery sums_of_site = {
	.text = READ_DAYS " FROM {schema}.site_days",
	.safe_path = true,
	.read_only = true,
	.no_jit = true
};

static const BohQuery read_of_site = {
	.text = "WITH " BOH_SITE_PARTS("$1", "$2", "true") " " READ_DAYS " FROM parts",
	.nargs = 2,
	.argtypes = {XID8OID, XID8OID},
	.safe_path = true,
	.read_only = true,
	.no_jit = true,
	.by_values = true
};

BohRecount *
boh_recount_begin(BohFindings *findings)
{
	BohRecount *recount = palloc0(sizeof(BohRecount));
	TimestampTz since;

	recount->findings = findings;
	recount->context = CurrentMemoryContext;
	recount->counts = boh_find_sound(findings, "statistics_watermarks") &&
		boh_tail_read(findings->schema, &recount->tail);
	recount->of_recent = boh_find_since(findings, &since);
	recount->of_site = !recount->of_recent && !boh_find_in_event(findings);
	recount->days = days_begin(SOURCES);
	recount->wrong = boh_unsorted_begin(findings);
	return recount;
}

static EventSums *
sums_of(BohRecount *recount, BohCheckedEvent *event, const text *currency)
{
	EventSums  *sums = event->sums;

	while (sums != NULL && sums->currency != currency)
		sums = sums->next;
	if (sums != NULL)
		return sums;
	sums = MemoryContextAllocZero(recount->context, sizeof(EventSums));
	sums->next = event->sums;
	sums->currency = currency;
	event->sums = sums;
	return sums;
}

static bool
in_tail(const BohTail *tail, FullTransactionId xid)
{
	return FullTransactionIdIsValid(xid) && !FullTransactionIdPrecedes(xid, tail->first) &&
		FullTransactionIdPrecedes(xid, tail->end);
}

void
boh_recount_booking(void *argument, const BohCheckedBooking *booking)
{
	BohRecount *recount = argument;
	const text *currency;
	EventSums  *sums;

	if (!recount->counts)
		return;
	currency = days_currency(recount->days, booking->currency);
	sums = sums_of(recount, booking->event, currency);
	counts_add_booking(&sums->left, booking);
	sums->changed |= in_tail(&recount->tail, booking->xid);
	if (recount->of_site)
		counts_add_booking(&days_find(recount->days, day_of_time(booking->booked_at),
									  currency)->counts[OF_BOOKINGS], booking);
}

static void
take_sums_of_day(void *argument, const Datum *values, const bool *nulls pg_attribute_unused())
{
	BohRecount *recount = argument;
	const text *currency = days_currency(recount->days, values[1]);
	BohCheckedEvent *event = boh_checked_event(recount->bookings, DatumGetUUIDP(values[0]));
	bool		detached = DatumGetBool(values[3]);
	Counts		counts = counts_read(values + 4);
	Counts	   *of_day;

	boh_progress_row(&recount->findings->progress);
	if (!detached)
		counts_subtract(&sums_of(recount, event, currency)->left, &counts);
	if (!recount->of_site)
		return;
	of_day = days_find(recount->days, DatumGetTimestampTz(values[2]), currency)->counts;
	counts_add(&of_day[OF_EVENTS], &counts);

	/* its bookings are elsewhere, so these sums are all that there is */
	if (detached)
		counts_add(&of_day[OF_BOOKINGS], &counts);
}

static void
take_counts(void *argument, const Datum *values, const bool *nulls pg_attribute_unused())
{
	*(Counts *) argument = counts_read(values);
}

/* Compare with the sums themselves, which were not kept. */
static void
find_wrong_sums(BohRecount *recount, const BohCheckedEvent *event, const EventSums *sums)
{
	Datum		values[] = {UUIDPGetDatum(&event->id), PointerGetDatum(sums->currency)};
	Counts		counts = {{0}};
	Counts		of_bookings = sums->left;

	boh_query_each(&sums_of_event, recount->findings->schema, values, NULL, take_counts, &counts);
	counts_add(&of_bookings, &counts);
	if (!counts_equal(&of_bookings, &counts))
		boh_find_unsorted(recount->wrong, "statistics of the event are not the sums of its bookings",
						  "events", &event->id, counts_text(&of_bookings), counts_text(&counts));
}

static void
compare_event(void *argument, BohCheckedEvent *event)
{
	static const Counts nothing = {{0}};
	BohRecount *recount = argument;

	if (recount->of_recent && !event->recent)
		return;
	for (const EventSums *sums = event->sums; sums != NULL; sums = sums->next)
	{
		if (!sums->changed && !counts_equal(&sums->left, &nothing))
			find_wrong_sums(recount, event, sums);
	}
}

void
boh_verify_event_sums(BohRecount *recount, BohCheckedBookings *bookings)
{
	if (!recount->counts)
		return;
	recount->bookings = bookings;
	recount->counts = boh_find_rows(recount->findings, &sums_of_days, take_sums_of_day, recount);
	if (!recount->counts)
		return;
	boh_each_checked_event(bookings, compare_event, recount);
	boh_find_sorted(recount->wrong);
}

static void
compare_days(const BohRecount *recount, int expected, int actual, const char *problem)
{
	int			count;
	Day		  **days = days_sorted(recount->days, &count);

	for (int i = 0; i < count; i++)
	{
		const Counts *counts = days[i]->counts;

		if (!counts_equal(&counts[expected], &counts[actual]))
			boh_find(recount->findings, problem, "site_days", NULL,
					 psprintf("%s: %s", day_text(days[i]->day), counts_text(&counts[expected])),
					 counts_text(&counts[actual]));
	}
}

static void
take_site_day(void *argument, const Datum *values, const bool *nulls pg_attribute_unused())
{
	BohRecount *recount = argument;

	days_find(recount->days, DatumGetTimestampTz(values[1]),
			  days_currency(recount->days, values[0]))->counts[OF_SITE] = counts_read(values + 2);
}

void
boh_verify_site_sums(BohRecount *recount)
{
	if (recount->counts && recount->of_site &&
		boh_find_rows(recount->findings, &sums_of_site, take_site_day, recount))
		compare_days(recount, OF_EVENTS, OF_SITE, "statistics of a day are not the sums over events");
}

static void
take_read_day(void *argument, const Datum *values, const bool *nulls pg_attribute_unused())
{
	BohRecount *recount = argument;
	Counts		counts = counts_read(values + 2);

	counts_add(&days_find(recount->days, DatumGetTimestampTz(values[1]),
						  days_currency(recount->days, values[0]))->counts[OF_READERS], &counts);
}

void
boh_verify_site_bookings(BohRecount *recount)
{
	Datum		values[] = {
		FullTransactionIdGetDatum(recount->tail.first),
		FullTransactionIdGetDatum(recount->tail.end)
	};

	if (!recount->counts || !recount->of_site ||
		!boh_find_sound_tables(recount->findings, &read_of_site))
		return;
	boh_query_each(&read_of_site, recount->findings->schema, values, NULL, take_read_day, recount);
	compare_days(recount, OF_BOOKINGS, OF_READERS,
				 "statistics of a day are not the sums of its bookings");
}
