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

/* Find policies that are missing, and tables without row-level security. */
extern void boh_verify_policies(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_PEOPLE_H */
