/*-------------------------------------------------------------------------
 *
 * find/event_id.c
 *	  The event that a slug leads to.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/query.h"
#include "find/event_id.h"

static const BohQuery event_of_slug = {
	.text = "SELECT e.id, e.slug, e.slug <> $1 FROM {schema}.events e WHERE e.id = coalesce("
	"(SELECT n.id FROM {schema}.events n WHERE n.slug = $1),"
	" (SELECT r.event_id FROM {schema}.slug_redirects r"
	" WHERE r.entity = 'event' AND r.slug = $1))",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

bool
boh_event_of_slug(Oid schema, Datum slug, pg_uuid_t *id, char **present_slug)
{
	Datum		values[] = {slug};

	if (boh_query(&event_of_slug, schema, values, NULL, 1) == 0)
		return false;
	*id = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	if (present_slug != NULL)
		*present_slug = DatumGetBool(boh_required_value(0, 3, BOOLOID)) ?
			TextDatumGetCString(boh_required_value(0, 2, TEXTOID)) : NULL;
	return true;
}
