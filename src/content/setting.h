/*-------------------------------------------------------------------------
 *
 * content/setting.h
 *	  Settings of the site, for rules that depend on them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SETTING_H
#define BOH_SETTING_H

/*
 * The value of a setting of a data schema, whoever asks, as it is committed now
 * or was changed by this transaction.  NULL when there is none.  Lives in the
 * current memory context.  Not for what is then shown to the caller: who may
 * read it was not asked.
 */
extern const char *boh_setting_value(Oid schema, const char *key);

#endif							/* BOH_SETTING_H */
