/*-------------------------------------------------------------------------
 *
 * audit/trigger.c
 *	  The trigger that records changes of rows.
 *
 * Its argument names the table, for the relation may have another name on a
 * node of a distributed database.  What is recorded of a table is said here;
 * when the trigger fires at all is said where it is created.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"

#include "audit/log.h"
#include "base/context.h"
#include "base/import.h"
#include "base/row.h"
#include "rights/column_class.h"

PG_FUNCTION_INFO_V1(boh_audit_row);

#define MOST_NAMES 6

/* What is recorded of a table */
typedef struct Audited
{
	const char *table;
	BohRetention retention;
	const char *key[2];			/* columns of the primary key */
	bool		bulk;			/* new rows of an import are not recorded */
	const char *only[MOST_NAMES];	/* columns that are recorded; none: all
									 * but times that triggers keep */

	/* a boolean column that is false when a value is private, and its column */
	const char *is_public;
	const char *private;
} Audited;

static const Audited audited_tables[] = {
	{
		.table = "users",
		.retention = BOH_RETENTION_SECURITY,
		.bulk = true,
		.key = {"id"},
		.only = {"role", "email", "email_verified_at", "password_hash", "deleted_at"}
	},
	{
		.table = "role_profiles",
		.retention = BOH_RETENTION_SECURITY,
		.key = {"role_name", "profile"}
	},
	{
		.table = "session_keys",
		.retention = BOH_RETENTION_SECURITY,
		.key = {"kid"}
	},
	{
		.table = "events",
		.retention = BOH_RETENTION_COMPLIANCE,
		.key = {"id"},
		.only = {"status", "price", "currency"}
	},
	{
		.table = "bookings",
		.retention = BOH_RETENTION_COMPLIANCE,
		.key = {"id"},
		.only = {"status", "seats", "payment_reference", "refund_reference", "cancel_reason"}
	},
	{
		.table = "content_pages",
		.retention = BOH_RETENTION_ADMINISTRATIVE,
		.bulk = true,
		.key = {"id"}
	},
	{
		.table = "content_sections",
		.retention = BOH_RETENTION_ADMINISTRATIVE,
		.bulk = true,
		.key = {"id"}
	},
	{
		.table = "section_schemas",
		.retention = BOH_RETENTION_ADMINISTRATIVE,
		.key = {"type"}
	},
	{
		.table = "media_files",
		.retention = BOH_RETENTION_ADMINISTRATIVE,
		.bulk = true,
		.key = {"id"},
		.only = {"filename", "url", "mime_type", "file_size", "uploaded_by", "deleted_at"}
	},
	{
		.table = "site_settings",
		.retention = BOH_RETENTION_ADMINISTRATIVE,
		.key = {"key"},
		.is_public = "is_public",
		.private = "value"
	},
};

/* A row before or after the change; tuple NULL: there is none. */
typedef struct Version
{
	HeapTuple	tuple;
	Datum	   *values;
	bool	   *nulls;
} Version;

static const Audited *
find_audited(const Trigger *trigger)
{
	for (int i = 0; trigger->tgnargs == 1 && i < (int) lengthof(audited_tables); i++)
	{
		if (strcmp(audited_tables[i].table, trigger->tgargs[0]) == 0)
			return &audited_tables[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("trigger \"%s\" needs the name of an audited table as its argument",
					trigger->tgname)));
}

static Version
take_apart(TupleDesc descriptor, HeapTuple tuple)
{
	Version		version = {.tuple = tuple};

	if (tuple == NULL)
		return version;
	version.values = palloc(descriptor->natts * sizeof(Datum));
	version.nulls = palloc(descriptor->natts * sizeof(bool));
	heap_deform_tuple(tuple, descriptor, version.values, version.nulls);
	return version;
}

static bool
is_among(const char *name, const char *const *names, int most)
{
	for (int i = 0; i < most && names[i] != NULL; i++)
	{
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static bool
is_recorded(const Audited *audited, const char *column)
{
	if (audited->only[0] != NULL)
		return is_among(column, audited->only, MOST_NAMES);
	return strcmp(column, "created_at") != 0 && strcmp(column, "updated_at") != 0;
}

static bool
has_value(const Version *version, int attribute)
{
	return version->tuple != NULL && !version->nulls[attribute];
}

static bool
differ(const Version *one, const Version *other, Form_pg_attribute attribute)
{
	int			i = attribute->attnum - 1;

	if (!has_value(one, i) || !has_value(other, i))
		return has_value(one, i) != has_value(other, i);
	return !datum_image_eq(one->values[i], other->values[i], attribute->attbyval,
						   attribute->attlen);
}

static bool
is_true(TupleDesc descriptor, const Version *version, const char *column)
{
	int			attribute = SPI_fnumber(descriptor, column) - 1;

	return attribute >= 0 && has_value(version, attribute) &&
		DatumGetBool(version->values[attribute]);
}

/* A value that was private stays unseen when the setting becomes public. */
static bool
is_private(const Audited *audited, TupleDesc descriptor, const char *column,
		   const Version *before, const Version *after)
{
	if (audited->private == NULL || strcmp(audited->private, column) != 0)
		return false;
	return (before->tuple != NULL && !is_true(descriptor, before, audited->is_public)) ||
		(after->tuple != NULL && !is_true(descriptor, after, audited->is_public));
}

static void
add_value(BohAuditValues *values, const Version *version, Form_pg_attribute attribute,
		  bool personal)
{
	int			i = attribute->attnum - 1;

	if (has_value(version, i))
		boh_audit_value(values, NameStr(attribute->attname),
						boh_audit_column_value(version->values[i], attribute->atttypid),
						personal);
}

/*
 * Collect the columns that changed.  The value of a secret is nowhere, neither
 * as it was nor as it is.
 */
static void
collect(Oid schema, const Audited *audited, TupleDesc descriptor, const Version *before,
		const Version *after, BohAuditEntry *entry)
{
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, i);
		const char *column = NameStr(attribute->attname);
		BohColumnClass class;

		if (attribute->attisdropped || !is_recorded(audited, column) ||
			!differ(before, after, attribute))
			continue;
		class = boh_column_class(schema, audited->table, column);
		if (class == BOH_COLUMN_CREDENTIAL ||
			is_private(audited, descriptor, column, before, after))
			boh_audit_value_text(has_value(after, i) ? entry->after : entry->before,
								 column, "changed");
		else
		{
			bool		personal = class == BOH_COLUMN_CUSTOMER || class == BOH_COLUMN_STAFF;

			add_value(entry->before, before, attribute, personal);
			add_value(entry->after, after, attribute, personal);
		}
	}
}

/* The columns of the primary key, with a slash between */
static char *
key_text(const Audited *audited, TupleDesc descriptor, const Version *version)
{
	char	   *first = SPI_getvalue(version->tuple, descriptor,
									 SPI_fnumber(descriptor, audited->key[0]));
	char	   *second = audited->key[1] == NULL ? NULL :
	SPI_getvalue(version->tuple, descriptor, SPI_fnumber(descriptor, audited->key[1]));

	return second == NULL ? first : psprintf("%s/%s", first, second);
}

static const char *
action_of(const Audited *audited, TriggerEvent event)
{
	bool		is_grant = strcmp(audited->table, "role_profiles") == 0;

	if (TRIGGER_FIRED_BY_TRUNCATE(event))
		return "TRUNCATE";
	if (TRIGGER_FIRED_BY_INSERT(event))
		return is_grant ? "GRANT" : "CREATE";
	if (TRIGGER_FIRED_BY_DELETE(event))
		return is_grant ? "REVOKE" : "DELETE";
	return "UPDATE";
}

/* Publishing a page, or taking it back, is an update of live_version. */
static const char *
action_on_page(TupleDesc descriptor, const Version *before, const Version *after)
{
	int			attribute = SPI_fnumber(descriptor, "live_version") - 1;

	if (attribute < 0 ||
		!differ(before, after, TupleDescAttr(descriptor, attribute)))
		return "UPDATE";
	return has_value(after, attribute) ? "PUBLISH" : "UNPUBLISH";
}

/* Accounts that may do more than book are always recorded. */
static bool
is_ordinary(const Audited *audited, TupleDesc descriptor, HeapTuple tuple)
{
	char	   *role;

	if (strcmp(audited->table, "users") != 0)
		return true;
	role = SPI_getvalue(tuple, descriptor, SPI_fnumber(descriptor, "role"));
	return role != NULL && strcmp(role, "USER") == 0;
}

/*
 * An import is one row of the audit, which boh_begin_import() writes.  A row
 * for each new row would tell no more than the rows themselves.
 */
static bool
is_imported(const Audited *audited, const TriggerData *trigger, Oid schema)
{
	return audited->bulk && TRIGGER_FIRED_BY_INSERT(trigger->tg_event) && boh_importing(schema) &&
		is_ordinary(audited, RelationGetDescr(trigger->tg_relation), trigger->tg_trigtuple);
}

static void
record(const Audited *audited, const TriggerData *trigger, Oid schema)
{
	TriggerEvent event = trigger->tg_event;
	TupleDesc	descriptor = RelationGetDescr(trigger->tg_relation);
	bool		is_update = TRIGGER_FIRED_BY_UPDATE(event);
	BohAuditValues old_values;
	BohAuditValues new_values;
	BohAuditEntry entry = {
		.retention = audited->retention,
		.entity = audited->table,
		.action = action_of(audited, event),
		.before = &old_values,
		.after = &new_values
	};

	boh_audit_values_init(&old_values);
	boh_audit_values_init(&new_values);
	if (TRIGGER_FIRED_FOR_ROW(event))
	{
		Version		before = take_apart(descriptor, TRIGGER_FIRED_BY_INSERT(event) ? NULL :
										trigger->tg_trigtuple);
		Version		after = take_apart(descriptor, is_update ? trigger->tg_newtuple :
									   TRIGGER_FIRED_BY_INSERT(event) ? trigger->tg_trigtuple :
									   NULL);

		collect(schema, audited, descriptor, &before, &after, &entry);
		if (is_update && old_values.count + new_values.count == 0)
			return;
		if (is_update && strcmp(audited->table, "content_pages") == 0)
			entry.action = action_on_page(descriptor, &before, &after);
		entry.entity_id = key_text(audited, descriptor, after.tuple != NULL ? &after : &before);
	}
	boh_audit_write(schema, &entry);
}

Datum
boh_audit_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_audit_row",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_STATEMENT | BOH_TRIGGER_INSERT |
									   BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE |
									   BOH_TRIGGER_TRUNCATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh audit row",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	const Audited *audited = find_audited(trigger->tg_trigger);

	if (!is_imported(audited, trigger, schema))
		record(audited, trigger, schema);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return PointerGetDatum(NULL);
}
