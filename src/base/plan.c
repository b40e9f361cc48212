/*-------------------------------------------------------------------------
 *
 * base/plan.c
 *	  The session's cache of plans, for each statement, data schema and range
 *	  of divided tables.
 *
 * The text of a plan contains the schema's name, and a renamed schema must not
 * be looked up under its old name.  So any change of pg_namespace retires
 * every plan.  A session that works for many tenants would keep the plans of
 * all of them.  So beyond boh.max_cached_plans, the plan that was used least
 * recently is retired, too.  A retired plan may be running further up the
 * stack.  It is freed when no statement of boh_query() runs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/ilist.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/guc.h"
#include "base/plan.h"
#include "base/shard.h"

typedef struct PlanKey
{
	const BohQuery *query;
	Oid			schema;
	int64		range;			/* boh_shard_range */
} PlanKey;

typedef struct KeptPlan
{
	PlanKey		key;
	SPIPlanPtr	plan;
	uint64		generation;
	uint64		shard_changes;	/* boh_shard_changes */
	dlist_node	node;			/* in recent_plans */
} KeptPlan;

static HTAB *kept_plans = NULL;
static dlist_head recent_plans = DLIST_STATIC_INIT(recent_plans);	/* used last: first */
static List *retired_plans = NIL;
static MemoryContext plan_context = NULL;

static uint64 current_generation = 0;	/* counts changes of pg_namespace */
static uint64 swept_generation = 0;
static int	running = 0;

static void
namespace_changed(Datum argument pg_attribute_unused(),
				  int cacheid pg_attribute_unused(),
				  uint32 hash pg_attribute_unused())
{
	current_generation++;
}

/* An error may have left statements counted as running. */
static void
transaction_ended(XactEvent event, void *argument pg_attribute_unused())
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
		running = 0;
}

void
boh_plan_begin(void)
{
	running++;
}

void
boh_plan_end(void)
{
	if (running > 0)
		running--;
}

void
boh_plan_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(PlanKey),
		.entrysize = sizeof(KeptPlan)
	};

	plan_context = AllocSetContextCreate(TopMemoryContext, "boh plans",
										 ALLOCSET_DEFAULT_SIZES);
	control.hcxt = plan_context;
	kept_plans = hash_create("boh plans", 64, &control,
							 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_changed, (Datum) 0);
	RegisterXactCallback(transaction_ended, NULL);
}

static void
retire(KeptPlan *kept)
{
	MemoryContext previous = MemoryContextSwitchTo(plan_context);

	retired_plans = lappend(retired_plans, kept->plan);
	MemoryContextSwitchTo(previous);
	dlist_delete(&kept->node);
	hash_search(kept_plans, &kept->key, HASH_REMOVE, NULL);
}

/* Free retired plans, after retiring those of schemas that were dropped. */
static void
sweep(void)
{
	if (running > 0)
		return;
	if (swept_generation != current_generation)
	{
		HASH_SEQ_STATUS scan;
		KeptPlan   *kept;

		swept_generation = current_generation;
		hash_seq_init(&scan, kept_plans);
		while ((kept = hash_seq_search(&scan)) != NULL)
		{
			if (!SearchSysCacheExists1(NAMESPACEOID,
									   ObjectIdGetDatum(kept->key.schema)))
				retire(kept);
		}
	}
	while (retired_plans != NIL)
	{
		SPIPlanPtr	plan = linitial(retired_plans);

		retired_plans = list_delete_first(retired_plans);
		SPI_freeplan(plan);
	}
}

void
boh_plan_failed(MemoryContext context, Oid schema, const char *hint)
{
	ErrorData  *error;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	if (error->sqlerrcode != ERRCODE_UNDEFINED_SCHEMA &&
		error->sqlerrcode != ERRCODE_UNDEFINED_TABLE &&
		error->sqlerrcode != ERRCODE_UNDEFINED_COLUMN &&
		error->sqlerrcode != ERRCODE_UNDEFINED_OBJECT)
		return;
	FlushErrorState();
	boh_explain_missing(schema);
	if (hint != NULL)
		error->hint = pstrdup(hint);
	ReThrowError(error);
}

/*
 * Query texts have regular expressions with backslashes, which are ordinary
 * characters only while standard_conforming_strings is on.
 */
static SPIPlanPtr
prepare(const BohQuery *query, Oid schema)
{
	MemoryContext context = CurrentMemoryContext;
	int			settings = NewGUCNestLevel();
	volatile SPIPlanPtr plan = NULL;

	if (!boh_backslashes_are_plain())
		boh_set_for_now("standard_conforming_strings", "on");
	PG_TRY();
	{
		plan = SPI_prepare_cursor(boh_text_for_schema(query->text, schema), query->nargs,
								  unconstify(BohQuery *, query)->argtypes,
								  query->by_index ? CURSOR_OPT_GENERIC_PLAN :
								  query->by_values ? CURSOR_OPT_CUSTOM_PLAN : 0);
	}
	PG_CATCH();
	{
		/* what the text names is there unless somebody dropped or renamed it */
		boh_plan_failed(context, schema, BOH_MISSING_HINT);
		PG_RE_THROW();
	}
	PG_END_TRY();
	AtEOXact_GUC(true, settings);
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query->text,
			 SPI_result_code_string(SPI_result));
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "could not keep the plan of \"%s\"", query->text);
	return plan;
}

/* Retire the plans that were used least recently, so that there is room for one. */
static void
make_room(void)
{
	while (hash_get_num_entries(kept_plans) >= boh_max_cached_plans_setting)
		retire(dlist_tail_element(KeptPlan, node, &recent_plans));
}

/* Preparing may run functions that keep plans, so there may be one by now. */
static void
keep(const PlanKey *key, SPIPlanPtr plan, uint64 generation, uint64 shard_changes)
{
	KeptPlan   *kept = hash_search(kept_plans, key, HASH_FIND, NULL);

	if (kept != NULL)
		retire(kept);
	make_room();
	kept = hash_search(kept_plans, key, HASH_ENTER, NULL);
	kept->plan = plan;
	kept->generation = generation;
	kept->shard_changes = shard_changes;
	dlist_push_head(&recent_plans, &kept->node);
}

SPIPlanPtr
boh_plan_fetch(const BohQuery *query, Oid schema)
{
	PlanKey		key;
	KeptPlan   *kept;
	uint64		generation = current_generation;
	uint64		shard_changes = boh_shard_changes;
	SPIPlanPtr	plan;

	sweep();
	memset(&key, 0, sizeof(key));
	key.query = query;
	key.schema = schema;
	key.range = boh_shard_range;
	kept = hash_search(kept_plans, &key, HASH_FIND, NULL);
	if (kept != NULL)
	{
		if (kept->generation == current_generation &&
			kept->shard_changes == boh_shard_changes && SPI_plan_is_valid(kept->plan))
		{
			dlist_move_head(&recent_plans, &kept->node);
			return kept->plan;
		}
		retire(kept);
	}
	plan = prepare(query, schema);
	keep(&key, plan, generation, shard_changes);
	return plan;
}
