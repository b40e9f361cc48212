/*-------------------------------------------------------------------------
 *
 * schema/verify_catalog.h
 *	  Finds triggers, defaults and constraints that are missing or switched off.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_CATALOG_H
#define BOH_VERIFY_CATALOG_H

#include "base/finding.h"

/* Statements whose parameter is the OID of the data schema */
extern const BohChecks boh_catalog_checks;

#endif							/* BOH_VERIFY_CATALOG_H */
