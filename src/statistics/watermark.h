/*-------------------------------------------------------------------------
 *
 * statistics/watermark.h
 *	  Up to where bookings are summed up, and which have changed since.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_WATERMARK_H
#define BOH_STATISTICS_WATERMARK_H

#include "access/transam.h"

#include "base/query.h"

/*
 * The bookings whose last change booking_days may lack: those that a
 * transaction from first on, and before end, has written.
 */
typedef struct BohTail
{
	FullTransactionId first;
	FullTransactionId end;
} BohTail;

/*
 * The tail, as the active snapshot sees it; call between boh_spi_connect() and
 * boh_spi_finish().  false: booking_days is not complete, or it was made in
 * another cluster, so all bookings must be counted.
 */
extern bool boh_tail_read(Oid schema, BohTail *tail);

/*
 * Bookings of the tail as a relation; parameters are its two limits.  OFFSET
 * keeps the planner from using another index than the one on xid.
 */
#define BOH_TAIL(first, end) \
	"(SELECT b.event_id, " BOH_BOOKING_DAY " AS day FROM {schema}.bookings b" \
	" WHERE b.xid >= " first " AND b.xid < " end " OFFSET 0) t"

#endif							/* BOH_STATISTICS_WATERMARK_H */
