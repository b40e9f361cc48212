/*-------------------------------------------------------------------------
 *
 * base/invalidation.c
 *	  Passes invalidations on to the caches of boh.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/syscache.h"

#include "base/invalidation.h"

#define MOST_FUNCTIONS 16

static RelcacheCallbackFunction functions[MOST_FUNCTIONS];
static int	function_count = 0;

uint64		boh_relation_changes = 0;

static void
relation_changed(Datum argument, Oid relation)
{
	boh_relation_changes++;
	for (int i = 0; i < function_count; i++)
		functions[i] (argument, relation);
}

void
boh_on_relation_change(RelcacheCallbackFunction function)
{
	if (function_count == MOST_FUNCTIONS)
		elog(ERROR, "too many functions wait for changes of relations");
	if (function_count == 0)
		CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	functions[function_count++] = function;
}

/* As in acl.c.  The owner of the database is a member of pg_database_owner. */
void
boh_on_role_change(SyscacheCallbackFunction function)
{
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, function, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, function, (Datum) 0);
	CacheRegisterSyscacheCallback(DATABASEOID, function, (Datum) 0);
}
