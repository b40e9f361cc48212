/*-------------------------------------------------------------------------
 *
 * base/progress.h
 *	  How far a long call has come.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PROGRESS_H
#define BOH_PROGRESS_H

#include "utils/timestamp.h"

typedef struct BohProgress
{
	bool		tells;			/* how far the call has come: */
	bool		tells_if_long;	/* only once that takes a while */
	int			steps;
	int			done;
	uint64		rows;			/* that the next step has read */
	TimestampTz told_at;
} BohProgress;

/* A step is done. */
extern void boh_progress_step(BohProgress *progress);

/* The next step has read a row.  Can be cancelled here. */
extern void boh_progress_row(BohProgress *progress);

#endif							/* BOH_PROGRESS_H */
