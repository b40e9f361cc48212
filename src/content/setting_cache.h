/*-------------------------------------------------------------------------
 *
 * content/setting_cache.h
 *	  The settings of a site, kept in the backend.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SETTING_CACHE_H
#define BOH_SETTING_CACHE_H

#include "base/row.h"

typedef enum SettingColumn
{
	SETTING_KEY,
	SETTING_VALUE,
	SETTING_TYPE,
	SETTING_GROUP,
	SETTING_IS_PUBLIC,
	SETTING_UPDATED_AT,
	SETTING_COLUMNS
} SettingColumn;

extern const BohTable boh_setting_table;

/* A row of site_settings; type and group are values of its enums. */
typedef struct BohSetting
{
	text	   *key;
	text	   *value;			/* may be NULL */
	Oid			type;
	Oid			setting_group;
	bool		is_public;
} BohSetting;

typedef void (*BohSettingVisitor) (const BohSetting *setting, void *argument);

extern void boh_setting_cache_init(void);

/*
 * The setting of a table with a key, or NULL.  Whoever asks; lives until the next
 * call.
 */
extern const BohSetting *boh_setting_find(Oid table, const text *key);

/* Every setting of a table.  visit must not ask for settings itself. */
extern void boh_setting_visit(Oid table, BohSettingVisitor visit, void *argument);

#endif							/* BOH_SETTING_CACHE_H */
