/*-------------------------------------------------------------------------
 *
 * booking/verify.h
 *	  What boh_verify() asks of users, venues, events, bookings and lanes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_EVENT_H
#define BOH_VERIFY_EVENT_H

#include "base/finding.h"

extern const BohChecks boh_event_checks;

#endif							/* BOH_VERIFY_EVENT_H */
