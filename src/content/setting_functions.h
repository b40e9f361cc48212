/*-------------------------------------------------------------------------
 *
 * content/setting_functions.h
 *	  Reading settings in SQL: boh_setting() and boh_settings().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SETTING_FUNCTIONS_H
#define BOH_SETTING_FUNCTIONS_H

extern void boh_setting_functions_init(void);

#endif							/* BOH_SETTING_FUNCTIONS_H */
