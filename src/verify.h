/*-------------------------------------------------------------------------
 *
 * verify.h
 *	  What boh_verify() asks, by subject.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_H
#define BOH_VERIFY_H

#include "utils/uuid.h"

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
extern const BohChecks boh_content_checks;

/* Where findings go that no statement tells. */
typedef struct BohFindings BohFindings;

extern void boh_find(BohFindings *findings, const char *problem, const char *entity,
					 const pg_uuid_t *id, const char *expected, const char *actual);

/* Sections that are not of the form that their type has. */
extern void boh_verify_sections(Oid schema, BohFindings *findings);

/* Rows whose media_references are not what they should be. */
extern void boh_verify_media(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_H */
