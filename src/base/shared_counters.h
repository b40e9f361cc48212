/*-------------------------------------------------------------------------
 *
 * base/shared_counters.h
 *	  Counters in shared memory, for what leaves no row.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SHARED_COUNTERS_H
#define BOH_SHARED_COUNTERS_H

#include "postgres.h"

typedef enum BohSharedCounter
{
	BOH_SOLD_OUT_REFUSALS,		/* bookings refused for lack of seats */
	BOH_SHARED_COUNTERS
} BohSharedCounter;

/* Call from _PG_init(). */
extern void boh_shared_counters_init(void);

/* false: the library is not in shared_preload_libraries. */
extern bool boh_shared_counters_exist(void);

/*
 * Count once for a data schema of the current database.  Takes no lock and
 * writes no row, so the count stays when the transaction is rolled back.  Does
 * nothing when the library is not in shared_preload_libraries.
 */
extern void boh_shared_count(BohSharedCounter counter, Oid schema);

/*
 * How often it was counted since the server was started.  false: the counters
 * are not there, or there are more data schemas than they have room for.
 */
extern bool boh_shared_counted(BohSharedCounter counter, Oid schema, uint64 *count);

#endif							/* BOH_SHARED_COUNTERS_H */
