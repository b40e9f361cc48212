/*-------------------------------------------------------------------------
 *
 * base/unique_violation.c
 *	  DETAIL and hint for PostgreSQL's own error of a unique constraint.
 *
 * PostgreSQL raises 23505 when it inserts into the index, after the BEFORE
 * triggers.  A trigger that looked for the value and raised the error itself
 * would break ON CONFLICT, and would not see what other sessions have not
 * committed yet.  So the error stays PostgreSQL's, and an error context
 * callback replaces its DETAIL and adds a hint.  PostgreSQL calls the callbacks
 * in error_context_stack when the error is complete, before anybody catches it.
 * So clients, exception blocks and the server's log all get the same.
 *
 * The stack must have our callback while PostgreSQL inserts into the index.
 * None of our code runs then: the trigger has returned, and what PostgreSQL's
 * PG_TRY has saved of the stack before it called the trigger, it has restored.
 * So the callback must be there before.  PostgreSQL looks a trigger function
 * up in every statement before that PG_TRY, and asks needs_fmgr_hook about it.
 * In the first statement of a session it loads this library there instead.
 * Both link the callback into the stack.
 *
 * Nothing tells us when the index insertion is over, so nobody unlinks the
 * callback.  This is why it stands at the bottom.  Whoever pushes a callback
 * takes it off again by restoring the one below, and never changes the links
 * further down.  So ours stays below theirs, and theirs come and go as before.
 *
 * It is safe to leave it there.  The struct is static, and PostgreSQL never
 * unloads a library, so the link stays valid as long as the process lives.
 * PostgreSQL empties the stack after an error that nobody caught, and a PG_TRY
 * that has found it empty leaves it empty.  Then the next statement links the
 * callback again.
 *
 * The callback runs for every message of the session, and returns at once
 * unless the code is 23505.  It reads no catalog and calls nothing of users.
 * What belongs to us it knows from the triggers that have run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/error.h"
#include "base/unique_violation.h"

/*
 * The message before translation.  CREATE INDEX, REINDEX and RAISE raise 23505
 * with other messages.
 */
#define DUPLICATE_KEY "duplicate key value violates unique constraint \"%s\""

/* A table whose trigger has run in this session */
typedef struct WatchedKey
{
	Oid			schema;
	const BohUniqueTable *table;
} WatchedKey;

typedef struct WatchedTable
{
	WatchedKey	key;
	NameData	schema_name;
} WatchedTable;

/* A session of a connection pool may work on many schemas. */
static HTAB *watched = NULL;

/* Changes of pg_namespace, each of which may have renamed a schema */
static uint64 changes = 0;

/* how many of them the names of the watched tables' schemas reflect */
static uint64 changes_seen = 0;

/* for what the callback allocates */
static MemoryContext callback_context = NULL;

static void explain(void *argument);

static ErrorContextCallback callback = {.callback = explain};

static needs_fmgr_hook_type next_needs_fmgr_hook = NULL;

static void
namespace_changed(Datum argument pg_attribute_unused(),
				  int cacheid pg_attribute_unused(),
				  uint32 hash pg_attribute_unused())
{
	changes++;
}

static void
link_callback(void)
{
	ErrorContextCallback **link = &error_context_stack;

	for (; *link != NULL; link = &(*link)->previous)
	{
		if (*link == &callback)
			return;
	}
	callback.previous = NULL;
	*link = &callback;
}

static bool
function_looked_up(Oid function)
{
	link_callback();
	return next_needs_fmgr_hook != NULL && next_needs_fmgr_hook(function);
}

void
boh_unique_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(WatchedKey),
		.entrysize = sizeof(WatchedTable)
	};

	watched = hash_create("boh unique constraints", 8, &control, HASH_ELEM | HASH_BLOBS);
	callback_context = AllocSetContextCreate(TopMemoryContext, "boh unique violation",
											 ALLOCSET_SMALL_SIZES);
	CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_changed, (Datum) 0);
	next_needs_fmgr_hook = needs_fmgr_hook;
	needs_fmgr_hook = function_looked_up;
	link_callback();
}

/*
 * Watching tables
 */

/* Read the schemas' names again, and forget the schemas that are gone. */
static void
refresh_names(void)
{
	uint64		seen = changes; /* reading a name may report more of them */
	HASH_SEQ_STATUS scan;
	WatchedTable *entry;

	hash_seq_init(&scan, watched);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		char	   *name = get_namespace_name(entry->key.schema);

		if (name == NULL)
		{
			hash_search(watched, &entry->key, HASH_REMOVE, NULL);
			continue;
		}
		namestrcpy(&entry->schema_name, name);
		pfree(name);
	}
	changes_seen = seen;
}

static void
add_watched(const WatchedKey *key)
{
	char	   *name = get_namespace_name(key->schema);
	WatchedTable *added;

	if (name == NULL)
		elog(ERROR, "cache lookup failed for schema %u", key->schema);
	added = hash_search(watched, key, HASH_ENTER, NULL);
	namestrcpy(&added->schema_name, name);
	pfree(name);
}

void
boh_unique_watch(Oid schema, const BohUniqueTable *table)
{
	WatchedKey	key;

	if (changes_seen != changes)
		refresh_names();
	memset(&key, 0, sizeof(key));
	key.schema = schema;
	key.table = table;
	if (hash_search(watched, &key, HASH_FIND, NULL) == NULL)
		add_watched(&key);
}

/*
 * The violated constraint
 */

/*
 * What follows the name that we know; NULL when it is another name.  A shard of
 * Citus and its constraints have our names and _number.
 */
static const char *
shard_suffix(const char *name, const char *known)
{
	int			length = strlen(known);
	const char *suffix;

	if (strncmp(name, known, length) != 0)
		return NULL;
	suffix = name + length;
	if (suffix[0] != '\0' &&
		(suffix[0] != '_' || suffix[1] == '\0' ||
		 strspn(suffix + 1, "0123456789") != strlen(suffix + 1)))
		return NULL;
	return suffix;
}

static const BohUniqueConstraint *
find_in_table(const BohUniqueTable *table, const ErrorData *error)
{
	const char *suffix = shard_suffix(error->table_name, table->name);

	if (suffix == NULL)
		return NULL;
	for (int i = 0; i < BOH_MAX_UNIQUE_CONSTRAINTS && table->constraints[i].name != NULL; i++)
	{
		const char *other = shard_suffix(error->constraint_name, table->constraints[i].name);

		if (other != NULL && strcmp(suffix, other) == 0)
			return &table->constraints[i];
	}
	return NULL;
}

/* NULL when the error is not about a table that we watch. */
static const BohUniqueConstraint *
find_constraint(const ErrorData *error, const BohUniqueTable **table)
{
	HASH_SEQ_STATUS scan;
	const WatchedTable *entry;

	if (error->sqlerrcode != ERRCODE_UNIQUE_VIOLATION ||
		error->message_id == NULL || strcmp(error->message_id, DUPLICATE_KEY) != 0 ||
		error->schema_name == NULL || error->table_name == NULL ||
		error->constraint_name == NULL)
		return NULL;
	hash_seq_init(&scan, watched);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		const BohUniqueConstraint *found;

		if (strcmp(NameStr(entry->schema_name), error->schema_name) != 0)
			continue;
		found = find_in_table(entry->key.table, error);
		if (found != NULL)
		{
			hash_seq_term(&scan);
			*table = entry->key.table;
			return found;
		}
	}
	return NULL;
}

/*
 * Replacing DETAIL
 */

/* quote_all_identifiers puts column names into quotes. */
static bool
equals_without_quotes(const char *from, const char *end, const char *columns)
{
	for (; from < end; from++)
	{
		if (*from != '"' && *from != *columns++)
			return false;
	}
	return *columns == '\0';
}

/*
 * The value in PostgreSQL's DETAIL, which reads "Key (slug)=(about) already
 * exists."; NULL when it is about other columns.  Other languages have other
 * words around it, and no parenthesis after it.
 */
static char *
value_in_detail(const char *detail, const char *columns)
{
	const char *middle = strstr(detail, ")=(");
	const char *end = strrchr(detail, ')');
	const char *start = middle;

	if (middle == NULL || end < middle + 3)
		return NULL;
	while (start > detail && start[-1] != '(')
		start--;
	if (!equals_without_quotes(start, middle, columns))
		return NULL;
	return pnstrdup(middle + 3, end - (middle + 3));
}

/*
 * Object-relational mappers find the columns in "Key (slug)=(about)", by the
 * first parenthesis or the first "Key (" of DETAIL.  So PostgreSQL's words
 * stand in the JSON, too, before the value, which may have parentheses.
 */
static char *
detail_json(const BohUniqueTable *table, const BohUniqueConstraint *constraint,
			const char *words, const char *value)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "table", table->name);
	boh_detail_text(&detail, "column", constraint->columns);
	if (value != NULL)
	{
		boh_detail_text(&detail, "detail", words);
		boh_detail_text(&detail, "value", value);
	}
	return boh_detail_json(&detail);
}

/* The error has no DETAIL when the role may not read the value. */
static void
explain_error(const ErrorData *error)
{
	const BohUniqueTable *table;
	const BohUniqueConstraint *constraint = find_constraint(error, &table);
	char	   *value = NULL;

	if (constraint == NULL)
		return;
	if (error->detail != NULL)
	{
		value = value_in_detail(error->detail, constraint->columns);
		if (value == NULL)
			return;
	}
	errdetail_internal("%s", detail_json(table, constraint, error->detail, value));
	errhint("%s", constraint->hint);
}

/*
 * Of an error in progress only CopyErrorData() shows the fields.  It must not
 * copy into ErrorContext, which is the current context here.
 */
static void
explain(void *argument pg_attribute_unused())
{
	MemoryContext previous;

	if (geterrcode() != ERRCODE_UNIQUE_VIOLATION)
		return;
	previous = MemoryContextSwitchTo(callback_context);
	explain_error(CopyErrorData());
	MemoryContextSwitchTo(previous);
	MemoryContextReset(callback_context);
}

char *
boh_unique_concealed(const ErrorData *error)
{
	const BohUniqueTable *table;
	const BohUniqueConstraint *constraint = find_constraint(error, &table);

	if (constraint == NULL || error->detail == NULL || error->detail[0] != '{')
		return NULL;
	return detail_json(table, constraint, NULL, NULL);
}
