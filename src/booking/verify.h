/*-------------------------------------------------------------------------
 *
 * booking/verify.h
 *	  Checks of boh_verify() for events, bookings and booking lanes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_EVENT_H
#define BOH_VERIFY_EVENT_H

#include "base/finding.h"

extern const BohChecks boh_event_checks;

#endif							/* BOH_VERIFY_EVENT_H */
