/*-------------------------------------------------------------------------
 *
 * base/progress.c
 *	  How far a long call has come.
 *
 * It is told in messages, rather than in a view: they reach every client, and
 * do not end the statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/progress.h"

/* A call that takes longer tells how far it has come, each time after so long. */
#define PATIENCE_MS 5000

/* After so many rows it looks at the clock. */
#define ROWS_UNTIL_LOOK 4096

static bool
is_long(const BohProgress *progress, TimestampTz now)
{
	return TimestampDifferenceExceeds(progress->told_at, now, PATIENCE_MS);
}

void
boh_progress_step(BohProgress *progress)
{
	TimestampTz now = GetCurrentTimestamp();

	CHECK_FOR_INTERRUPTS();
	progress->done++;
	progress->rows = 0;
	if (!progress->tells || (progress->tells_if_long && !is_long(progress, now)))
		return;
	progress->told_at = now;
	ereport(NOTICE,
			(errmsg("boh_verify() has done %d of %d checks", progress->done, progress->steps)));
}

void
boh_progress_row(BohProgress *progress)
{
	TimestampTz now;

	if (++progress->rows % ROWS_UNTIL_LOOK != 0)
		return;
	CHECK_FOR_INTERRUPTS();
	now = GetCurrentTimestamp();
	if (!progress->tells || !is_long(progress, now))
		return;
	progress->told_at = now;
	ereport(NOTICE,
			(errmsg("boh_verify() has done %d of %d checks, and read %llu rows for the next one",
					progress->done, progress->steps, (unsigned long long) progress->rows)));
}
