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

/* id NULL: the table itself */
extern void boh_find(BohFindings *findings, const char *problem, const char *entity,
					 const pg_uuid_t *id, const char *expected, const char *actual);

/* Note a table whose rows cannot be looked at. */
extern void boh_find_unsound(BohFindings *findings, const char *table);

/* Whether the rows of a table can be looked at. */
extern bool boh_find_sound(const BohFindings *findings, const char *table);

/* Tables, columns and enums that are not as the migrations made them. */
extern void boh_verify_columns(Oid schema, BohFindings *findings);

/* Sections that are not of the form that their type has. */
extern void boh_verify_sections(Oid schema, BohFindings *findings);

/* Rows whose media_references are not what they should be. */
extern void boh_verify_media(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_H */
