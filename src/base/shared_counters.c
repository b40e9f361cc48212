/*-------------------------------------------------------------------------
 *
 * base/shared_counters.c
 *	  Counters in shared memory, for what leaves no row.
 *
 * A refused booking is rolled back, so no row can count it.  A library in
 * shared_preload_libraries has a piece of shared memory, where every backend
 * counts with an atomic addition.
 *
 * The counters of a data schema are in a slot.  The first backend that counts
 * for the schema takes a free slot; a slot is never given back.  A schema that
 * was dropped keeps its slot until the server is restarted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/atomics.h"
#include "storage/ipc.h"
#include "storage/lwlock.h"
#include "storage/shmem.h"

#include "base/shared_counters.h"

#define SLOTS 1024

typedef struct Slot
{
	pg_atomic_uint64 owner;		/* database and data schema; 0: free */
	pg_atomic_uint64 counts[BOH_SHARED_COUNTERS];
} Slot;

static Slot *slots = NULL;		/* NULL: the library is not preloaded */

static shmem_request_hook_type previous_request_hook = NULL;
static shmem_startup_hook_type previous_startup_hook = NULL;

#define SLOTS_SIZE (SLOTS * sizeof(Slot))

static void
request_memory(void)
{
	if (previous_request_hook)
		previous_request_hook();
	RequestAddinShmemSpace(SLOTS_SIZE);
}

static void
clear(Slot *slot)
{
	pg_atomic_init_u64(&slot->owner, 0);
	for (int i = 0; i < BOH_SHARED_COUNTERS; i++)
		pg_atomic_init_u64(&slot->counts[i], 0);
}

static void
find_memory(void)
{
	bool		found;

	if (previous_startup_hook)
		previous_startup_hook();
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	slots = ShmemInitStruct("boh counters", SLOTS_SIZE, &found);
	for (int i = 0; !found && i < SLOTS; i++)
		clear(&slots[i]);
	LWLockRelease(AddinShmemInitLock);
}

bool
boh_shared_counters_exist(void)
{
	return slots != NULL;
}

/* Memory can only be requested while the server starts. */
void
boh_shared_counters_init(void)
{
	if (!process_shared_preload_libraries_in_progress)
		return;
	previous_request_hook = shmem_request_hook;
	shmem_request_hook = request_memory;
	previous_startup_hook = shmem_startup_hook;
	shmem_startup_hook = find_memory;
}

/*
 * The slot of a data schema, which takes a free one if it has none; NULL: no
 * slot is free.  The search starts at a place that the owner's number gives.
 * No slot is given back, so a schema never has two.
 */
static Slot *
slot_of(Oid schema)
{
	uint64		owner = ((uint64) MyDatabaseId << 32) | schema;
	uint64		start = owner * UINT64CONST(0x9E3779B97F4A7C15) >> 32;

	for (int i = 0; slots != NULL && i < SLOTS; i++)
	{
		Slot	   *slot = &slots[(start + i) % SLOTS];
		uint64		found = pg_atomic_read_u64(&slot->owner);

		if (found == 0 && pg_atomic_compare_exchange_u64(&slot->owner, &found, owner))
			return slot;
		if (found == owner)
			return slot;
	}
	return NULL;
}

void
boh_shared_count(BohSharedCounter counter, Oid schema)
{
	Slot	   *slot = slot_of(schema);

	if (slot != NULL)
		pg_atomic_fetch_add_u64(&slot->counts[counter], 1);
}

bool
boh_shared_counted(BohSharedCounter counter, Oid schema, uint64 *count)
{
	Slot	   *slot = slot_of(schema);

	if (slot != NULL)
		*count = pg_atomic_read_u64(&slot->counts[counter]);
	return slot != NULL;
}
