/*-------------------------------------------------------------------------
 *
 * statistics/settled.h
 *	  Which bookings statistics have counted as they are.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_SETTLED_H
#define BOH_STATISTICS_SETTLED_H

#include "postgres.h"

#include "access/transam.h"

/*
 * A range of transactions, from first on and before end.  What they wrote to
 * bookings may not be in the sums yet, and it must be found in bookings.  All
 * other bookings may leave the table.
 */
typedef struct BohUnsettled
{
	FullTransactionId first;
	FullTransactionId end;
} BohUnsettled;

/*
 * The range, which stays until the transaction ends: boh_update_statistics()
 * does nothing meanwhile.  Waits for one that is at work.  Call between
 * boh_spi_connect() and boh_spi_finish().
 */
extern BohUnsettled boh_hold_statistics(Oid schema);

#endif							/* BOH_STATISTICS_SETTLED_H */
