/*-------------------------------------------------------------------------
 *
 * statistics/verify.h
 *	  Checks of boh_verify() for statistics.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_STATISTICS_H
#define BOH_VERIFY_STATISTICS_H

#include "booking/verify.h"

typedef struct BohRecount BohRecount;

/* Begin to count bookings, which boh_read_bookings() gives to boh_recount_booking(). */
extern BohRecount *boh_recount_begin(BohFindings *findings);
extern void boh_recount_booking(void *recount, const BohCheckedBooking *booking);

/* Compare the sums of events with the bookings that were counted. */
extern void boh_verify_event_sums(BohRecount *recount, BohCheckedBookings *bookings);

/* Compare the sums of days with those over events; then with the bookings. */
extern void boh_verify_site_sums(BohRecount *recount);
extern void boh_verify_site_bookings(BohRecount *recount);

#endif							/* BOH_VERIFY_STATISTICS_H */
