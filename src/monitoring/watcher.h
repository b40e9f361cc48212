/*-------------------------------------------------------------------------
 *
 * monitoring/watcher.h
 *	  Who may watch a data schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_WATCHER_H
#define BOH_WATCHER_H

#include "postgres.h"

/*
 * Raises 42501 unless the current role may call boh_metrics() and
 * boh_health(): who has the profile maintenance, who has the privileges of
 * pg_monitor, an ADMIN who is signed in through the profile admin, and the
 * owner of the tables.
 */
extern void boh_require_watcher(Oid schema);

extern bool boh_may_watch(Oid schema);

#endif							/* BOH_WATCHER_H */
