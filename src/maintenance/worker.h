/*-------------------------------------------------------------------------
 *
 * maintenance/worker.h
 *	  Background workers that do maintenance: one for each database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_WORKER_H
#define BOH_WORKER_H

#include "postgres.h"

#include "fmgr.h"

/* Have the launcher started with the server if boh.worker_databases names any. */
extern void boh_launcher_init(void);

/* What the processes run; PostgreSQL looks for these names in the library. */
extern PGDLLEXPORT void boh_launcher_main(Datum unused);
extern PGDLLEXPORT void boh_worker_main(Datum database);

/* Shown in pg_stat_activity */
#define BOH_WORKER_TYPE "boh maintenance"

/*
 * Whether somebody drops, renames or copies a database.  They wait for up to
 * five seconds until nobody is connected to it, and then give up.
 */
extern bool boh_database_is_wanted(Oid database);

#endif							/* BOH_WORKER_H */
