/*-------------------------------------------------------------------------
 *
 * seed/import.c
 *	  boh_begin_import(): opens the door for imports.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/context.h"
#include "base/import.h"
#include "seed/owner.h"

PG_FUNCTION_INFO_V1(boh_begin_import);

Datum
boh_begin_import(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	bool		opened;

	seed_require_owner(schema, "import data");
	opened = !boh_importing(schema);
	if (opened)
		seed_open_door(schema);
	PG_RETURN_BOOL(opened);
}
