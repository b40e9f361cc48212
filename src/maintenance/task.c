/*-------------------------------------------------------------------------
 *
 * maintenance/task.c
 *	  The tasks of maintenance.
 *
 * A task has no rules of its own.  It calls what people can call, too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "audit/expire.h"
#include "audit/partition.h"
#include "base/query.h"
#include "content/media.h"
#include "maintenance/task.h"

/* How many rows one run writes at most; each limit is some tenths of a second. */
#define FEW "1000"
#define MANY "10000"
#define ARCHIVED "5000"
#define MOST_PARTITIONS 10

/*
 * A statement returns how many rows were written or found, whether there may be
 * more, and a note.
 */
#define TASK(query) {.text = query, .safe_path = true}

/* A function that returns how many rows it wrote, and limits them */
#define LIMITED(function, limit) \
	TASK("SELECT CAST(n AS bigint), n >= " limit ", CAST(NULL AS text)" \
		 " FROM {extension}." function " n")

/* A scope of boh_refresh_search(), with the counts that are limited */
#define SEARCH(scope, first, second) \
	TASK("SELECT CAST(j ->> '" first "' AS bigint) + CAST(j ->> '" second "' AS bigint)," \
		 " greatest(CAST(j ->> 'ended' AS bigint), CAST(j ->> '" first "' AS bigint)," \
		 " CAST(j ->> '" second "' AS bigint)) >= " MANY ", CAST(NULL AS text)" \
		 " FROM {extension}.boh_refresh_search(" MANY ", '" scope "') j")

typedef struct Task
{
	const char *name;
	BohQuery	statement;
	void		(*run) (Oid schema, BohTaskResult *result); /* instead */
} Task;

static void prepare_and_drop(Oid schema, BohTaskResult *result);

static const Task tasks[] = {
	{"expire_bookings", LIMITED("boh_expire_bookings(" FEW ")", FEW), NULL},
	{"fold_lanes", TASK("SELECT CAST(n AS bigint), false, CAST(NULL AS text)"
						" FROM {extension}.boh_fold_lanes(NULL) n"), NULL},
	{"seal_audit", LIMITED("boh_seal_audit(" MANY ")", MANY), NULL},
	{"update_statistics", LIMITED("boh_update_statistics(" MANY ")", MANY), NULL},
	{"move_ended_events", TASK("SELECT CAST(j ->> 'ended' AS bigint),"
							   " CAST(j ->> 'ended' AS bigint) >= " FEW ", CAST(NULL AS text)"
							   " FROM {extension}.boh_refresh_search(" FEW ", 'ended') j"), NULL},
	{"complete_events", LIMITED("boh_complete_events(" FEW ")", FEW), NULL},
	{"audit_partitions", {.text = NULL}, prepare_and_drop},
	{"apply_retention", TASK("SELECT CAST(sum(row_count) AS bigint), bool_or(row_count >= " FEW "),"
							 " string_agg(row_count || ' of ' || entity, ', ') FILTER (WHERE row_count > 0)"
							 " FROM {extension}.boh_apply_retention(" FEW ")"), NULL},
	{"archive", TASK("SELECT CAST(sum(row_count) AS bigint), bool_or(more),"
					 " string_agg(row_count || ' of ' || entity, ', ') FILTER (WHERE row_count > 0)"
					 " FROM {extension}.boh_archive(" ARCHIVED ")"), NULL},
	{"purge_logins", LIMITED("boh_purge_logins(" FEW ")", FEW), NULL},
	{"refresh_search", SEARCH("changed", "events", "pages"), NULL},
	{"refresh_search_words", TASK("SELECT CAST(j ->> 'words' AS bigint), false, CAST(NULL AS text)"
								  " FROM {extension}.boh_refresh_search(" MANY ", 'words') j"), NULL},
	{"failed_thumbnails", TASK("SELECT count(*), false, CASE WHEN count(*) > 0 THEN"
							   " 'pictures whose thumbnail failed " BOH_THUMBNAIL_ATTEMPTS " times: look at them,"
							   " then set thumbnail_attempts to 0' END"
							   " FROM {schema}.media_files WHERE " BOH_THUMBNAIL_WANTED
							   " AND thumbnail_attempts >= " BOH_THUMBNAIL_ATTEMPTS
							   " AND thumbnail_taken_at < now() - CAST('1 day' AS interval)"), NULL},
	{"orphaned_media", TASK("SELECT count(*), false, CASE WHEN count(*) > 0 THEN"
							" 'files that nothing refers to, of ' || pg_size_pretty(sum(file_size))"
							" || ': see boh_orphaned_media()' END"
							" FROM {extension}.boh_orphaned_media()"), NULL},
};

StaticAssertDecl(lengthof(tasks) == BOH_TASKS, "count the tasks");

static void
prepare_and_drop(Oid schema, BohTaskResult *result)
{
	int			created = boh_audit_prepare(schema);
	int			dropped = boh_audit_drop_expired(schema, MOST_PARTITIONS);

	result->rows = created + dropped;
	result->work_left = dropped == MOST_PARTITIONS;
	result->note = result->rows == 0 ? NULL :
		psprintf("partitions created: %d, dropped: %d", created, dropped);
}

const char *
boh_task_name(int task)
{
	return tasks[task].name;
}

int
boh_task_named(const char *name)
{
	for (int task = 0; task < BOH_TASKS; task++)
	{
		if (strcmp(tasks[task].name, name) == 0)
			return task;
	}
	return -1;
}

void
boh_task_run(int task, Oid schema, BohTaskResult *result)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		note;
	bool		isnull;

	memset(result, 0, sizeof(*result));
	if (tasks[task].run != NULL)
	{
		tasks[task].run(schema, result);
		return;
	}
	boh_query(&tasks[task].statement, schema, NULL, NULL, 1);
	result->rows = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	result->work_left = DatumGetBool(boh_required_value(0, 2, BOOLOID));
	note = boh_value(0, 3, TEXTOID, &isnull);
	MemoryContextSwitchTo(context);
	if (!isnull)
		result->note = TextDatumGetCString(note);
	SPI_freetuptable(SPI_tuptable);
}
