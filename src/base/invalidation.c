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

#define MOST_CACHES 4

static HTAB *caches[MOST_CACHES];
static int	cache_count = 0;

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

static void
remove_entries(Datum argument pg_attribute_unused(), Oid relation)
{
	for (int i = 0; i < cache_count; i++)
	{
		HASH_SEQ_STATUS scan;
		Oid		   *entry;

		hash_seq_init(&scan, caches[i]);
		while ((entry = hash_seq_search(&scan)) != NULL)
		{
			if (!OidIsValid(relation) || *entry == relation)
				hash_search(caches[i], entry, HASH_REMOVE, NULL);
		}
	}
}

HTAB *
boh_relation_cache(const char *name, Size keysize, Size entrysize)
{
	HASHCTL		control = {.keysize = keysize,.entrysize = entrysize};

	if (cache_count == MOST_CACHES)
		elog(ERROR, "too many caches for relations");
	if (cache_count == 0)
		boh_on_relation_change(remove_entries);
	caches[cache_count] = hash_create(name, 16, &control, HASH_ELEM | HASH_BLOBS);
	return caches[cache_count++];
}

/* As in acl.c.  The owner of the database is a member of pg_database_owner. */
void
boh_on_role_change(SyscacheCallbackFunction function)
{
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, function, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, function, (Datum) 0);
	CacheRegisterSyscacheCallback(DATABASEOID, function, (Datum) 0);
}
