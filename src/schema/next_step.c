/*-------------------------------------------------------------------------
 *
 * schema/next_step.c
 *	  The notice after CREATE EXTENSION that says to run boh_migrate().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"

#include "schema/next_step.h"


PG_FUNCTION_INFO_V1(boh_next_step);

/*
 * CREATE EXTENSION suppresses notices while its script runs.  So the notice is
 * sent when the transaction commits, unless boh_migrate() was run by then.
 */
static bool next_step_due = false;

static void
name_next_step(XactEvent event, void *argument pg_attribute_unused())
{
	bool		commits = event == XACT_EVENT_PRE_COMMIT ||
	event == XACT_EVENT_PRE_PREPARE;
	bool		due = next_step_due && commits;

	if (commits || event == XACT_EVENT_ABORT)
		next_step_due = false;
	if (due)
		ereport(NOTICE,
				(errmsg("extension \"boh\" is installed, but its tables are not"),
				 errhint("Now run SELECT * FROM boh_migrate();")));
}

void
boh_next_step_taken(void)
{
	next_step_due = false;
}

/* Called once, at the end of the install script. */
Datum
boh_next_step(PG_FUNCTION_ARGS)
{
	next_step_due = true;
	PG_RETURN_BOOL(true);
}

void
boh_next_step_init(void)
{
	RegisterXactCallback(name_next_step, NULL);
}
