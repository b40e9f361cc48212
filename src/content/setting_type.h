/*-------------------------------------------------------------------------
 *
 * content/setting_type.h
 *	  Types of settings: which values they accept, and their values as JSON.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SETTING_TYPE_H
#define BOH_SETTING_TYPE_H

#include "utils/jsonb.h"

#include "base/compat.h"

typedef struct BohSettingType
{
	const char *name;			/* a label of setting_type */
	bool		(*check) (const char *value, int length);	/* NULL: all */
	void		(*convert) (char *value, int length, JsonbValue *json);
	const char *rule;			/* what a value must be, for messages */
} BohSettingType;

/* Raises 22023 if there is no such type. */
extern const BohSettingType *boh_setting_type_find(const char *name);

extern bool boh_setting_type_accepts(const BohSettingType *type, const char *value);

/*
 * Raise 23514: the type does not accept the value of the setting.  If value is
 * NULL, the message does not show it.
 */
BOH_NORETURN extern void boh_setting_type_refuse(const BohSettingType *type, Oid schema,
												 const char *key, const char *value);

/* Convert a value that the type accepts to JSON. */
extern void boh_setting_type_convert(const BohSettingType *type, char *value,
									 JsonbValue *json);

#endif							/* BOH_SETTING_TYPE_H */
