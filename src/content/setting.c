/*-------------------------------------------------------------------------
 *
 * content/setting.c
 *	  Triggers of site_settings, boh_validate_setting(), and reading in C.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/inval.h"

#include "base/announce.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/unique_violation.h"
#include "content/media.h"
#include "content/setting.h"
#include "content/setting_cache.h"
#include "content/setting_type.h"
#include "find/site.h"

PG_FUNCTION_INFO_V1(boh_validate_setting);
PG_FUNCTION_INFO_V1(boh_site_settings_check);
PG_FUNCTION_INFO_V1(boh_site_settings_changed);

static const BohUniqueTable unique_table = {
	"site_settings", {
		{"uq_site_settings_key", "key",
		"Change the existing setting: UPDATE it, or write ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value."}
	}
};

Datum
boh_validate_setting(PG_FUNCTION_ARGS)
{
	const BohSettingType *type = boh_setting_type_find(boh_argument_name(fcinfo, 0, "setting_type"));

	PG_RETURN_BOOL(PG_ARGISNULL(1) ||
				   boh_setting_type_accepts(type, text_to_cstring(PG_GETARG_TEXT_PP(1))));
}

/*
 * Raise 23514 if the value does not fit the type.  A caller that changes only
 * the type may lack the right to read the value.  Then the error does not
 * show it.
 */
static void
check_value(const BohRow *row, Oid schema)
{
	char	   *label = boh_enum_label(boh_get_required(row, SETTING_TYPE));
	const BohSettingType *type = boh_setting_type_find(label);
	char	   *value = boh_get_text(row, SETTING_VALUE);
	bool		shown = !row->stored || boh_caller_may_read(schema, boh_setting_table.name);

	if (value != NULL && !boh_setting_type_accepts(type, value))
		boh_setting_type_refuse(type, schema,
								TextDatumGetCString(boh_get_required(row, SETTING_KEY)),
								shown ? value : NULL);
}

/*
 * Refuse a value that those who use the setting could not read.  Checked only
 * when key or value changes, so that a row that is older than this rule can
 * still be updated.
 */
static void
check_use(const BohRow *row, const BohRow *old, Oid schema)
{
	char	   *key = TextDatumGetCString(boh_get_required(row, SETTING_KEY));
	char	   *value = boh_get_text(row, SETTING_VALUE);

	if (old != NULL && !boh_differs(row, old, SETTING_KEY) && !boh_differs(row, old, SETTING_VALUE))
		return;
	boh_media_check_setting(schema, key, value);
	boh_site_check_setting(schema, key, value);
}

Datum
boh_site_settings_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_site_settings_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	BohRow		old;

	boh_unique_watch(schema, &unique_table);
	boh_row_open_new(&row, trigger, &boh_setting_table);
	if (row.stored)
		boh_row_open(&old, trigger->tg_relation, &boh_setting_table, trigger->tg_trigtuple);
	check_value(&row, schema);
	check_use(&row, row.stored ? &old : NULL, schema);
	boh_set(&row, SETTING_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

static void
announce(Relation relation, const text *key)
{
	boh_announce(RelationGetNamespace(relation), "setting", text_to_cstring(key));
}

static void
announce_row(Relation relation, HeapTuple tuple)
{
	BohRow		row;

	boh_row_open(&row, relation, &boh_setting_table, tuple);
	announce(relation, DatumGetTextPP(boh_get_required(&row, SETTING_KEY)));
}

static void
announce_setting(const BohSetting *setting, void *relation)
{
	announce(relation, setting->key);
}

/*
 * Its triggers are ENABLE ALWAYS: they fire for changes that replication
 * applies, too, and so raise no errors.  TRUNCATE fires two of them: one
 * before, to announce the keys while they exist, and one after, to invalidate.
 */
Datum
boh_site_settings_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_site_settings_changed",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_AFTER |
									   BOH_TRIGGER_ROW | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE | BOH_TRIGGER_TRUNCATE);
	Relation	relation = trigger->tg_relation;

	if (TRIGGER_FIRED_BEFORE(trigger->tg_event))
		boh_setting_visit(RelationGetRelid(relation), announce_setting, relation);
	else
	{
		CacheInvalidateRelcache(relation);
		if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
			announce_row(relation, trigger->tg_trigtuple);
		if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
			announce_row(relation, trigger->tg_newtuple);
	}
	PG_RETURN_POINTER(NULL);
}

const char *
boh_setting_value(Oid schema, const char *key)
{
	const BohSetting *setting = boh_setting_find(boh_table(schema, boh_setting_table.name),
												 cstring_to_text(key));

	return setting == NULL || setting->value == NULL ? NULL : text_to_cstring(setting->value);
}
