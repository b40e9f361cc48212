/*-------------------------------------------------------------------------
 *
 * verify.h
 *	  What boh_verify() asks, by subject.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_H
#define BOH_VERIFY_H

#include "query.h"

/*
 * Statements that return findings: problem (text), entity (text), entity_id
 * (uuid), expected (text), actual (text).
 */
typedef struct BohChecks
{
	int			count;
	const BohQuery *queries;
} BohChecks;

extern const BohChecks boh_event_checks;

#endif							/* BOH_VERIFY_H */
