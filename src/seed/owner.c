/*-------------------------------------------------------------------------
 *
 * seed/owner.c
 *	  What the functions of seeds and imports share: they are for the owner of
 *	  the tables alone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/acl.h"

#include "audit/log.h"
#include "base/caller.h"
#include "base/error.h"
#include "base/import.h"
#include "seed/owner.h"

/* Tables that are written; one owner has them all unless somebody changed that. */
static const char *const written[] = {
	"users", "venues", "tags", "events", "bookings", "content_pages", "media_files",
	"site_settings"
};

void
seed_require_owner(Oid schema, const char *what)
{
	BohDetail	detail;

	for (int i = 0; i < (int) lengthof(written); i++)
	{
		if (has_privs_of_role(GetUserId(), boh_table_owner(boh_table(schema, written[i]))))
			continue;
		boh_detail_init(&detail);
		boh_detail_text(&detail, "table", written[i]);
		boh_raise(BOH_OWNER_NEEDED, &detail, BOH_PLACE(schema, written[i], NULL, NULL), what);
	}
}

void
seed_open_door(Oid schema)
{
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = "IMPORT",
		.entity = "bookings"
	};

	boh_import_begin(schema);
	boh_audit_write(schema, &entry);
}
