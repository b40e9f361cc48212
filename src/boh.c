/*-------------------------------------------------------------------------
 *
 * boh.c
 *	  Start of the library.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "boh.h"
#include "context.h"
#include "direct_write.h"
#include "event_row.h"
#include "fetch.h"
#include "insert.h"
#include "query.h"
#include "row.h"
#include "seats.h"
#include "section_arrival.h"
#include "section_form.h"
#include "setting_cache.h"
#include "setting_functions.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(boh_version);
PG_FUNCTION_INFO_V1(boh_next_step);

void		_PG_init(void);

Datum
boh_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(BOH_VERSION));
}

/*
 * CREATE EXTENSION silences notices while its script runs, so the next step is
 * named when the transaction commits, unless it was taken by then.
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
				(errmsg("extension \"boh\" is installed, its tables are not"),
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
_PG_init(void)
{
	boh_context_init();
	boh_query_init();
	boh_row_init();
	boh_fetch_init();
	boh_insert_init();
	boh_direct_write_init();
	boh_event_row_init();
	boh_seats_init();
	boh_section_form_init();
	boh_section_arrival_init();
	boh_setting_cache_init();
	boh_setting_functions_init();
	RegisterXactCallback(name_next_step, NULL);
}
