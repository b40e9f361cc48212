/*-------------------------------------------------------------------------
 *
 * maintenance/task.h
 *	  The tasks of maintenance.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_TASK_H
#define BOH_TASK_H

#include "postgres.h"

#define BOH_TASKS 14

typedef struct BohTaskResult
{
	int64		rows;			/* that it wrote or found */
	bool		work_left;		/* it can go on at once */
	char	   *note;			/* NULL: nothing to say */
} BohTaskResult;

/* Tasks count from 0. */
extern const char *boh_task_name(int task);

/* -1: there is no such task. */
extern int	boh_task_named(const char *name);

/*
 * Do a task as the owner of the tables, between SPI_connect and SPI_finish.  It
 * does so many rows at most that it takes a moment.  The note is in the current
 * memory context.
 */
extern void boh_task_run(int task, Oid schema, BohTaskResult *result);

#endif							/* BOH_TASK_H */
