/*-------------------------------------------------------------------------
 *
 * content/setting_cache.h
 *	  The backend's cache of site_settings.
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

/* A row of site_settings; type and setting_group are OIDs of enum values. */
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
 * The setting of a table with this key, or NULL.  Valid until the next call.
 * Privileges are not checked.
 */
extern const BohSetting *boh_setting_find(Oid table, const text *key);

/*
 * Call visit for every setting of a table.  visit must not call the functions
 * of this file.
 */
extern void boh_setting_visit(Oid table, BohSettingVisitor visit, void *argument);

#endif							/* BOH_SETTING_CACHE_H */
