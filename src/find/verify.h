/*-------------------------------------------------------------------------
 *
 * find/verify.h
 *	  Checks of boh_verify() for search.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_FIND_VERIFY_H
#define BOH_FIND_VERIFY_H

#include "base/finding.h"

extern const BohChecks boh_search_checks;

#endif							/* BOH_FIND_VERIFY_H */
