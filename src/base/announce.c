/*-------------------------------------------------------------------------
 *
 * base/announce.c
 *	  Tells caches of applications which entries to drop.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/async.h"
#include "utils/lsyscache.h"

#include "base/announce.h"
#include "base/error.h"

#define CHANNEL "boh_cache"

/* PostgreSQL itself drops notifications that repeat one of the transaction. */
void
boh_announce(Oid schema, const char *kind, const char *key)
{
	BohDetail	payload;

	boh_detail_init(&payload);
	boh_detail_text(&payload, "schema", get_namespace_name(schema));
	boh_detail_text(&payload, "kind", kind);
	boh_detail_text(&payload, "key", key);
	Async_Notify(CHANNEL, boh_detail_json(&payload));
}
