/*-------------------------------------------------------------------------
 *
 * base/invalidation.c
 *	  Passes relcache invalidations on to the caches of boh.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

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
