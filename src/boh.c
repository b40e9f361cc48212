/*-------------------------------------------------------------------------
 *
 * boh.c
 *	  Initialization of the library.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "audit/partition.h"
#include "base/context.h"
#include "base/direct_write.h"
#include "base/fetch.h"
#include "base/guc.h"
#include "base/import.h"
#include "base/insert_table.h"
#include "base/plan.h"
#include "base/query.h"
#include "base/session.h"
#include "base/shard.h"
#include "base/shared_counters.h"
#include "base/unique_violation.h"
#include "booking/event_row.h"
#include "booking/seats.h"
#include "content/section_arrival.h"
#include "content/section_form.h"
#include "content/setting_cache.h"
#include "content/setting_functions.h"
#include "find/event_search.h"
#include "find/page_search.h"
#include "find/pending.h"
#include "html/html.h"
#include "maintenance/visit.h"
#include "maintenance/worker.h"
#include "monitoring/threshold.h"
#include "people/session_key.h"
#include "rights/profile.h"
#include "schema/next_step.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(boh_version);

void		_PG_init(void);

Datum
boh_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(BOH_VERSION));
}

void
_PG_init(void)
{
	boh_thresholds_init();
	boh_guc_init();
	boh_shared_counters_init();
	boh_shard_init();
	boh_context_init();
	boh_plan_init();
	boh_query_init();
	boh_row_init();
	boh_fetch_init();
	boh_session_init();
	boh_import_init();
	boh_insert_init();
	boh_direct_write_init();
	boh_profile_init();
	boh_audit_partition_init();
	boh_unique_init();
	boh_event_row_init();
	boh_seats_init();
	boh_pending_init(boh_event_search_settle, boh_page_search_settle);
	boh_session_key_init();
	boh_html_init();
	boh_section_form_init();
	boh_section_arrival_init();
	boh_setting_cache_init();
	boh_setting_functions_init();
	boh_next_step_init();
	boh_launcher_init();
	boh_visit_init();
}
