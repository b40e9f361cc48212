/*-------------------------------------------------------------------------
 *
 * schema/schema_name.c
 *	  Names of data schemas: which can be used, and the lock on one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/catalog.h"
#include "common/hashfn.h"
#include "utils/inval.h"

#include "base/argument.h"
#include "base/error.h"
#include "base/lock.h"
#include "schema/schema_name.h"

const char *
boh_schema_name_fault(const char *name)
{
	if (name[0] == '\0')
		return "a schema needs a name";
	if (strlen(name) >= NAMEDATALEN)
		return psprintf("a name has at most %d bytes", NAMEDATALEN - 1);
	if (IsReservedName(name))
		return "the prefix \"pg_\" is reserved for system schemas";
	/* pg_dump leaves it out */
	if (strcmp(name, "information_schema") == 0)
		return "\"information_schema\" is a system schema";
	/* search_path cannot name such a schema */
	if (strcmp(name, "$user") == 0)
		return "\"$user\" stands for the role's own schema";
	return NULL;
}

void
boh_schema_name_check(const char *argument, const char *name)
{
	const char *fault = boh_schema_name_fault(name);

	if (fault != NULL)
		boh_argument_refuse(argument, name, fault);
}

void
boh_schema_name_lock(const char *name)
{
	uint64		hash = hash_bytes_extended((const unsigned char *) name, strlen(name), 0);

	boh_lock(BOH_LOCK_MIGRATE, hash);

	/* see the changes of the session that held the lock before */
	AcceptInvalidationMessages();
}
