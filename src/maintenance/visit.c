/*-------------------------------------------------------------------------
 *
 * maintenance/visit.c
 *	  Which schema a worker is in, for the worker that comes after it.
 *
 * A task that catches that it is cancelled ends the worker.  The next worker
 * must know whose task that was, or it would run it again at once.  So a note
 * in shared memory outlives the worker.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/lwlock.h"
#include "storage/shmem.h"
#include "utils/timestamp.h"

#include "maintenance/visit.h"

/* As many as there can be workers in practice; more make no notes. */
#define MOST_VISITS 256

typedef struct Visit
{
	Oid			database;
	Oid			schema;			/* InvalidOid: the place is free */
	TimestampTz begun;
} Visit;

#define LOCK_NAME "boh visits"

static Visit *visits = NULL;	/* NULL: the library is not preloaded */
static LWLock *lock = NULL;

static shmem_request_hook_type previous_request_hook = NULL;
static shmem_startup_hook_type previous_startup_hook = NULL;

static void
request_memory(void)
{
	if (previous_request_hook)
		previous_request_hook();
	RequestAddinShmemSpace(sizeof(Visit) * MOST_VISITS);
	RequestNamedLWLockTranche(LOCK_NAME, 1);
}

static void
find_memory(void)
{
	bool		found;

	if (previous_startup_hook)
		previous_startup_hook();
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	visits = ShmemInitStruct("boh visits", sizeof(Visit) * MOST_VISITS, &found);
	if (!found)
		memset(visits, 0, sizeof(Visit) * MOST_VISITS);
	lock = &GetNamedLWLockTranche(LOCK_NAME)->lock;
	LWLockRelease(AddinShmemInitLock);
}

void
boh_visit_init(void)
{
	if (!process_shared_preload_libraries_in_progress)
		return;
	previous_request_hook = shmem_request_hook;
	shmem_request_hook = request_memory;
	previous_startup_hook = shmem_startup_hook;
	shmem_startup_hook = find_memory;
}

/* Replace the note of this database, and return it. */
static Visit
exchange(const Visit *next)
{
	Visit		last = {0};
	Visit	   *place = NULL;

	if (visits == NULL)
		return last;
	LWLockAcquire(lock, LW_EXCLUSIVE);
	for (int i = 0; i < MOST_VISITS; i++)
	{
		Visit	   *visit = &visits[i];
		bool		ours = OidIsValid(visit->schema) && visit->database == MyDatabaseId;

		if (ours || (place == NULL && !OidIsValid(visit->schema)))
			place = visit;
		if (ours)
		{
			last = *visit;
			break;
		}
	}
	if (place != NULL)
		*place = *next;
	LWLockRelease(lock);
	return last;
}

void
boh_visit_begin(Oid schema)
{
	Visit		visit = {MyDatabaseId, schema, GetCurrentTimestamp()};

	(void) exchange(&visit);
}

void
boh_visit_end(void)
{
	Visit		none = {0};

	(void) exchange(&none);
}

Oid
boh_visit_left(long *milliseconds)
{
	Visit		none = {0};
	Visit		last = exchange(&none);

	*milliseconds = TimestampDifferenceMilliseconds(last.begun, GetCurrentTimestamp());
	return last.schema;
}
