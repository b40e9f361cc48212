/*-------------------------------------------------------------------------
 *
 * rights/verify.h
 *	  Checks of row-level security for boh_verify().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_PEOPLE_H
#define BOH_VERIFY_PEOPLE_H

#include "base/finding.h"

/* Find profiles of roles that do not exist. */
extern const BohChecks boh_people_checks;

/*
 * Find policies that are missing or not as boh_grant() makes them, and tables
 * without row-level security.
 */
extern void boh_verify_policies(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_PEOPLE_H */
