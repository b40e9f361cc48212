/*-------------------------------------------------------------------------
 *
 * content/setting.h
 *	  Reading settings of the site in C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SETTING_H
#define BOH_SETTING_H

/*
 * The value of a setting of a data schema, as committed now or changed by
 * this transaction; NULL when there is none.  Allocated in the current memory
 * context.  It does not check whether the caller may read the setting, so do
 * not show the value to the caller.
 */
extern const char *boh_setting_value(Oid schema, const char *key);

#endif							/* BOH_SETTING_H */
