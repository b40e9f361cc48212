/*-------------------------------------------------------------------------
 *
 * booking/seat_notes.c
 *	  Notes of the seats that rows take or give back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "booking/seat_order.h"

/* Initial size of the array of notes; it is doubled when full. */
#define FIRST_NOTES 64

static SeatNote *notes = NULL;
static int	note_count = 0;
static int	note_room = 0;
static MemoryContext note_context = NULL;

/*
 * Remove a note; the last one takes its place.  When no note is left, which is
 * so at the end of a statement, free their memory.
 */
static void
drop_note(int i)
{
	notes[i] = notes[--note_count];
	if (note_count == 0)
	{
		notes = NULL;
		note_room = 0;
		MemoryContextReset(note_context);
	}
}

static void
transaction_ending(XactEvent event, void *argument pg_attribute_unused())
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			if (note_count > 0)
				ereport(ERROR,
						(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						 errmsg("seats of bookings were noted but not counted"),
						 errhint("Enable the trigger \"boh_bookings_count_seats\" again.")));
			break;
		case XACT_EVENT_ABORT:
			while (note_count > 0)
				drop_note(note_count - 1);
			break;
		default:
			break;
	}
}

/*
 * A note outlives its statement only if nothing counted it, because somebody
 * has disabled the trigger boh_bookings_count_seats.  The note then follows
 * its row: when the subtransaction commits, both belong to its parent; when
 * it aborts, both are gone.
 */
static void
subtransaction_ending(SubXactEvent event, SubTransactionId subtransaction,
					  SubTransactionId parent, void *argument pg_attribute_unused())
{
	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (int i = note_count - 1; i >= 0; i--)
	{
		if (notes[i].subtransaction != subtransaction)
			continue;
		if (event == SUBXACT_EVENT_COMMIT_SUB)
			notes[i].subtransaction = parent;
		else
			drop_note(i);
	}
}

void
seats_notes_init(void)
{
	note_context = AllocSetContextCreate(TopMemoryContext, "boh seats",
										 ALLOCSET_DEFAULT_SIZES);
	RegisterXactCallback(transaction_ending, NULL);
	RegisterSubXactCallback(subtransaction_ending, NULL);
}

static int
compare_datums(Datum one, Datum other)
{
	Size		one_size = VARSIZE(DatumGetPointer(one));
	Size		other_size = VARSIZE(DatumGetPointer(other));
	int			order = memcmp(DatumGetPointer(one), DatumGetPointer(other),
							   Min(one_size, other_size));

	return order != 0 ? order : (one_size > other_size) - (one_size < other_size);
}

/*
 * Returns a copy of value or, if the previous note has an equal one, that one.
 * Rows of a bulk load mostly have equal values, so this saves memory.
 */
static Datum
kept_datum(Datum value, Datum before)
{
	Datum		flat = PointerGetDatum(PG_DETOAST_DATUM(value));

	if (before != 0 && compare_datums(flat, before) == 0)
		return before;
	return datumCopy(flat, false, -1);
}

void
boh_seats_note(Oid schema, SeatChange change, const pg_uuid_t *booking,
			   const pg_uuid_t *event, const pg_uuid_t *user, int64 seats, Datum price, Datum currency)
{
	MemoryContext previous;
	SeatNote	note = {
		.subtransaction = GetCurrentSubTransactionId(),
		.schema = schema,
		.change = change,
		.booking = *booking,
		.event = *event,
		.user = *user,
		.seats = seats
	};

	previous = MemoryContextSwitchTo(note_context);
	if (note_count == note_room)
	{
		int			room = Max(FIRST_NOTES, note_room * 2);

		/* set note_room last: an allocation that fails raises an error */
		notes = notes == NULL ? palloc(room * sizeof(SeatNote)) :
			repalloc_huge(notes, room * sizeof(SeatNote));
		note_room = room;
	}
	if (change == SEATS_TAKE)
	{
		note.price = kept_datum(price, note_count > 0 ? notes[note_count - 1].price : 0);
		note.currency = kept_datum(currency,
								   note_count > 0 ? notes[note_count - 1].currency : 0);
	}
	MemoryContextSwitchTo(previous);
	notes[note_count++] = note;
}

int
seats_compare_events(const SeatNote *one, const SeatNote *other)
{
	if (one->schema != other->schema)
		return one->schema < other->schema ? -1 : 1;
	return memcmp(&one->event, &other->event, sizeof(pg_uuid_t));
}

/* qsort comparator: the order in which notes are counted */
static int
compare_notes(const void *one, const void *other)
{
	const SeatNote *first = one;
	const SeatNote *second = other;
	int			order = seats_compare_events(first, second);

	if (order == 0)
		order = (int) first->change - (int) second->change;
	if (order == 0)
		order = memcmp(&first->user, &second->user, sizeof(pg_uuid_t));
	return order;
}

SeatNote *
seats_take_notes(int *count)
{
	SubTransactionId current = GetCurrentSubTransactionId();
	SeatNote   *taken;

	*count = 0;
	if (note_count == 0)
		return NULL;
	taken = palloc_extended(note_count * sizeof(SeatNote), MCXT_ALLOC_HUGE);
	for (int i = note_count - 1; i >= 0; i--)
	{
		SeatNote   *note = &taken[*count];

		if (notes[i].subtransaction != current)
			continue;
		*note = notes[i];
		if (note->change == SEATS_TAKE)
		{
			note->price = datumCopy(note->price, false, -1);
			note->currency = datumCopy(note->currency, false, -1);
		}
		(*count)++;
		drop_note(i);
	}
	qsort(taken, *count, sizeof(SeatNote), compare_notes);
	return taken;
}
