/*-------------------------------------------------------------------------
 *
 * maintenance/run.h
 *	  Doing the tasks that are due, one after the other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_RUN_H
#define BOH_RUN_H

#include "postgres.h"

#include "portability/instr_time.h"

#include "maintenance/task.h"

/* What came of a task in a run; it may have been done more than once. */
typedef struct BohOutcome
{
	bool		begun;
	bool		over;			/* not again in this run */
	int64		rows;
	double		milliseconds;
	char	   *note;			/* NULL: nothing to say */
} BohOutcome;

typedef struct BohRun BohRun;

struct BohRun
{
	Oid			schema;
	int			budget;			/* milliseconds */
	instr_time	begin;
	MemoryContext context;		/* of the notes; outlives transactions */
	BohOutcome	outcomes[BOH_TASKS];
	int			order[BOH_TASKS];	/* the tasks that were begun */
	int			begun;

	/* a task that is cancelled has failed, and the next one goes on */
	bool		goes_on_after_cancel;

	/* called before each task; NULL: nobody wants to know */
	void		(*announce) (const BohRun *run, const char *task);
};

/* context: where notes are kept */
extern void boh_run_init(BohRun *run, Oid schema, int budget, MemoryContext context);

/*
 * Do the task that is the most overdue, in the current transaction.  An error
 * of the task is recorded in maintenance_tasks.  That the server stops, or the
 * query is cancelled, is rethrown.
 * false: nothing is due, or the time of the run is over.
 */
extern bool boh_run_next(BohRun *run);

/* The tasks that are due, and were not begun: their notes say why. */
extern void boh_run_finish(BohRun *run);

#endif							/* BOH_RUN_H */
