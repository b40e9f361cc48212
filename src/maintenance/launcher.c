/*-------------------------------------------------------------------------
 *
 * maintenance/launcher.c
 *	  Starts a maintenance worker for each database of boh.worker_databases.
 *
 * Workers are dynamic, and PostgreSQL does not restart them.  This process
 * does, so a worker that found no free slot, or that crashed, is tried again,
 * and one whose database is gone is not.  It is connected to no database
 * itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_database.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/lock.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/varlena.h"
#include "utils/wait_event.h"

#include "base/guc.h"
#include "maintenance/worker.h"

/* So often the launcher looks which databases there are. */
#define LOOK_MILLISECONDS 2000

/* A worker is started no more often. */
#define RESTART_SECONDS 5

/* A database that the setting names */
typedef struct Place
{
	char	   *name;
	Oid			database;		/* InvalidOid: there is none that one can
								 * connect to */
	bool		told;			/* the log says that it cannot be served */
	BackgroundWorkerHandle *worker; /* NULL: none was started */
	TimestampTz started;
} Place;

static List *places = NIL;

void
boh_launcher_init(void)
{
	BackgroundWorker launcher = {
		.bgw_name = BOH_WORKER_TYPE " launcher",
		.bgw_type = BOH_WORKER_TYPE " launcher",
		.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION,
		.bgw_start_time = BgWorkerStart_RecoveryFinished,
		.bgw_restart_time = RESTART_SECONDS,
		.bgw_library_name = "boh",
		.bgw_function_name = "boh_launcher_main"
	};

	if (process_shared_preload_libraries_in_progress &&
		!boh_setting_is_unset(boh_worker_databases_setting))
		RegisterBackgroundWorker(&launcher);
}

bool
boh_database_is_wanted(Oid database)
{
	LOCKTAG		tag;

	SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, database, 0);
	if (LockAcquire(&tag, RowExclusiveLock, true, true) == LOCKACQUIRE_NOT_AVAIL)
		return true;
	LockRelease(&tag, RowExclusiveLock, true);
	return false;
}

static Place *
place_named(const char *name)
{
	ListCell   *cell;

	foreach(cell, places)
	{
		Place	   *place = lfirst(cell);

		if (strcmp(place->name, name) == 0)
			return place;
	}
	return NULL;
}

static bool
is_named(List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}

static void
end_worker(Place *place)
{
	if (place->worker == NULL)
		return;
	TerminateBackgroundWorker(place->worker);
	pfree(place->worker);
	place->worker = NULL;
}

/* The next launcher does not know the workers of this one. */
static void
end_workers(int code pg_attribute_unused(), Datum argument pg_attribute_unused())
{
	ListCell   *cell;

	foreach(cell, places)
		end_worker(lfirst(cell));
}

/* Bring the places in line with the setting. */
static void
read_setting(void)
{
	MemoryContext previous = MemoryContextSwitchTo(TopMemoryContext);
	char	   *text = pstrdup(boh_worker_databases_setting);
	List	   *names;
	ListCell   *cell;

	/* the setting's check has parsed it */
	(void) SplitGUCList(text, ',', &names);
	foreach(cell, places)
	{
		Place	   *place = lfirst(cell);

		if (is_named(names, place->name))
			continue;
		end_worker(place);
		places = foreach_delete_current(places, cell);
		pfree(place->name);
		pfree(place);
	}
	foreach(cell, names)
	{
		Place	   *place;

		if (place_named(lfirst(cell)) != NULL)
			continue;
		place = palloc0(sizeof(Place));
		place->name = pstrdup(lfirst(cell));
		places = lappend(places, place);
	}
	list_free(names);
	pfree(text);
	MemoryContextSwitchTo(previous);
}

/* Look in pg_database which of the places there are. */
static void
find_databases(void)
{
	Relation	databases;
	TableScanDesc scan;
	HeapTuple	tuple;
	ListCell   *cell;

	foreach(cell, places)
		((Place *) lfirst(cell))->database = InvalidOid;
	StartTransactionCommand();
	(void) GetTransactionSnapshot();
	databases = table_open(DatabaseRelationId, AccessShareLock);
	scan = table_beginscan_catalog(databases, 0, NULL);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Form_pg_database row = (Form_pg_database) GETSTRUCT(tuple);
		Place	   *place = place_named(NameStr(row->datname));

		if (place != NULL && row->datallowconn)
			place->database = row->oid;
	}
	table_endscan(scan);
	table_close(databases, AccessShareLock);
	CommitTransactionCommand();
}

static bool
is_running(const Place *place)
{
	pid_t		pid;

	return place->worker != NULL &&
		GetBackgroundWorkerPid(place->worker, &pid) != BGWH_STOPPED;
}

/* Say once what keeps a database from being served. */
static void
tell(Place *place, const char *why)
{
	if (!place->told)
		ereport(LOG,
				(errmsg("boh does no maintenance in database \"%s\": %s", place->name, why)));
	place->told = true;
}

static void
start_worker(Place *place)
{
	BackgroundWorker worker = {
		.bgw_type = BOH_WORKER_TYPE,
		.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION,
		.bgw_start_time = BgWorkerStart_RecoveryFinished,
		.bgw_restart_time = BGW_NEVER_RESTART,
		.bgw_library_name = "boh",
		.bgw_function_name = "boh_worker_main",
		.bgw_main_arg = ObjectIdGetDatum(place->database),
		.bgw_notify_pid = MyProcPid
	};
	MemoryContext previous = MemoryContextSwitchTo(TopMemoryContext);

	if (place->worker != NULL)
		pfree(place->worker);
	place->worker = NULL;
	snprintf(worker.bgw_name, BGW_MAXLEN, "%s in %s", BOH_WORKER_TYPE, place->name);
	if (!RegisterDynamicBackgroundWorker(&worker, &place->worker))
	{
		place->worker = NULL;
		tell(place, "all max_worker_processes are in use");
	}
	else
		place->told = false;
	place->started = GetCurrentTimestamp();
	MemoryContextSwitchTo(previous);
}

static void
serve(Place *place)
{
	if (is_running(place) ||
		!TimestampDifferenceExceeds(place->started, GetCurrentTimestamp(), RESTART_SECONDS * 1000))
		return;
	if (!OidIsValid(place->database))
		tell(place, "there is no such database, or it does not allow connections");
	else if (!boh_database_is_wanted(place->database))
		start_worker(place);
}

void
boh_launcher_main(Datum unused pg_attribute_unused())
{
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	BackgroundWorkerInitializeConnection(NULL, NULL, 0);
	before_shmem_exit(end_workers, (Datum) 0);
	read_setting();
	for (;;)
	{
		ListCell   *cell;

		CHECK_FOR_INTERRUPTS();
		if (ConfigReloadPending)
		{
			ConfigReloadPending = false;
			ProcessConfigFile(PGC_SIGHUP);
			read_setting();
		}
		find_databases();
		foreach(cell, places)
			serve(lfirst(cell));
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 LOOK_MILLISECONDS, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
	}
}
