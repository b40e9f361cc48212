/*-------------------------------------------------------------------------
 *
 * statistics/verify.h
 *	  Checks of boh_verify() for statistics.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_STATISTICS_H
#define BOH_VERIFY_STATISTICS_H

#include "base/finding.h"

extern const BohChecks boh_statistics_checks;

#endif							/* BOH_VERIFY_STATISTICS_H */
