/*-------------------------------------------------------------------------
 *
 * base/guc.h
 *	  The settings of the extension, boh.*.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_GUC_H
#define BOH_GUC_H

#include "utils/uuid.h"

extern char *boh_schema_setting;	/* boh.schema */
extern int	boh_hold_seconds_setting;	/* boh.hold_seconds */
extern int	boh_max_person_hold_seconds_setting;	/* boh.max_person_hold_seconds */
extern int	boh_max_hold_seconds_setting;	/* boh.max_hold_seconds */
extern int	boh_max_payment_delay_setting;	/* boh.max_payment_delay_seconds */
extern bool boh_allow_data_loss;	/* boh.allow_data_loss */
extern bool boh_allow_broken_sections;	/* boh.allow_broken_sections */
extern int	boh_auto_lanes_setting; /* boh.auto_lanes */
extern int	boh_auto_lanes_wait_setting;	/* boh.auto_lanes_wait_ms */
extern char *boh_worker_databases_setting;	/* boh.worker_databases */
extern int	boh_worker_interval_setting;	/* boh.worker_interval */
extern int	boh_worker_task_timeout_setting;	/* boh.worker_task_timeout */
extern int	boh_max_cached_plans_setting;	/* boh.max_cached_plans */
extern int	boh_max_cached_schemas_setting; /* boh.max_cached_schemas */

extern void boh_guc_init(void);

/* Set any configuration parameter until the current GUC nest level ends. */
extern void boh_set_for_now(const char *setting, const char *value);

/* So long, wait no longer for a lock.  A lock_timeout that is shorter stays. */
extern void boh_limit_lock_wait(int milliseconds);

/* A setting made by SET LOCAL may read as '' after the transaction. */
extern bool boh_setting_is_unset(const char *setting);

/*
 * The user to record as the author of what is written to a data schema: the
 * person of the session or, without a session, boh.user_id.  false: nobody.
 */
extern bool boh_author(Oid schema, pg_uuid_t *user);

#endif							/* BOH_GUC_H */
