/*-------------------------------------------------------------------------
 *
 * content/setting_type.h
 *	  Types of settings: what values they take, and how JSON shows them.
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
	bool		(*check) (const char *value, int length);	/* NULL: takes all */
	void		(*convert) (char *value, int length, JsonbValue *json);
	const char *rule;			/* what a value must be, for messages */
} BohSettingType;

/* 22023 when there is no such type */
extern const BohSettingType *boh_setting_type_find(const char *name);

extern bool boh_setting_type_accepts(const BohSettingType *type, const char *value);

/* 23514: the type does not accept the value of a setting; NULL: not to be shown. */
BOH_NORETURN extern void boh_setting_type_refuse(const BohSettingType *type, Oid schema,
												 const char *key, const char *value);

/* A value that the type accepts, as JSON. */
extern void boh_setting_type_convert(const BohSettingType *type, char *value,
									 JsonbValue *json);

#endif							/* BOH_SETTING_TYPE_H */
