/*-------------------------------------------------------------------------
 *
 * audit/verify.h
 *	  Checks of the audit's partitions for boh_verify().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_CHECKS_H
#define BOH_AUDIT_CHECKS_H

#include "base/finding.h"

extern const BohChecks boh_audit_checks;

#endif							/* BOH_AUDIT_CHECKS_H */
