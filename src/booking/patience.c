/*-------------------------------------------------------------------------
 *
 * booking/patience.c
 *	  Work that needs overdue holds that others have locked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "booking/hold.h"
#include "booking/patience.h"
#include "booking/seats.h"

/* booking_do_with_patience() gives up after so many waits without a locked hold. */
#define MAX_IN_VAIN 3

static bool
met_locked_holds(const ErrorData *error, void *argument pg_attribute_unused())
{
	return boh_seats_locked && error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
}

/*
 * A booking that has its event locked must not wait for overdue holds that
 * others have locked, because the others may wait for the event.  So work
 * runs in a subtransaction.  When it needs such holds, it is rolled back,
 * which releases its locks.  Then wait for one of the holds, and do the work
 * again.
 *
 * If there was nothing to wait for MAX_IN_VAIN times, other transactions are
 * not the cause, but for example a trigger of the user's own.  Then do the
 * work a last time and let its error pass.
 */
void
booking_do_with_patience(BohWork work, void *argument, Oid schema, const pg_uuid_t *event)
{
	int			in_vain = 0;

	while (!boh_try(work, argument, met_locked_holds))
	{
		CHECK_FOR_INTERRUPTS();
		if (!boh_hold_wait(schema, event) && ++in_vain == MAX_IN_VAIN)
		{
			work(argument);
			return;
		}
	}
}
