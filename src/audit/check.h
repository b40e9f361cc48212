/*-------------------------------------------------------------------------
 *
 * audit/check.h
 *	  The parts of boh_audit_verify().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_CHECK_H
#define BOH_AUDIT_CHECK_H

#include "nodes/execnodes.h"
#include "utils/jsonb.h"

#include "audit/seal.h"
#include "base/row.h"

/* A system identifier, and the positions that the checked seals cover of it */
typedef struct BohSealedSystem
{
	int64		identifier;
	BohAuditPosition first;
	BohAuditPosition last;
	BohAuditPosition last_before;	/* before the latest run of the sealer */
	TimestampTz run;			/* the time of that run */
} BohSealedSystem;

/* One call of boh_audit_verify() */
typedef struct BohAuditCheck
{
	Oid			schema;
	ReturnSetInfo *result;
	MemoryContext context;		/* as long as the call */
	int64		from;			/* numbers of seals; 1 to PG_INT64_MAX: all */
	int64		to;

	/* of the seals that were checked */
	int64		seals;
	int64		sealed_rows;
	List	   *systems;		/* BohSealedSystem */

	/* the last row of the newest seal, whether it is checked or not */
	int64		newest_system;	/* 0: there is no seal */
	BohAuditPosition newest_position;

	/* rows that no seal covers yet */
	int64		unsealed;
	TimestampTz oldest_unsealed;
} BohAuditCheck;

/* true when the call checks all seals, and so all rows */
extern bool boh_check_is_whole(const BohAuditCheck *check);

/*
 * Return a row of the result.  seal 0 and id NULL: it is not about one of
 * these.
 */
extern void boh_check_found(BohAuditCheck *check, const char *problem, int64 seal,
							const pg_uuid_t *id, const char *expected, const char *actual);

/* NULL: no checked seal covers rows of that system identifier. */
extern BohSealedSystem *boh_check_system(const BohAuditCheck *check, int64 identifier);

/*
 * The seals, and how they follow each other.  published is NULL, or what
 * boh_audit_verify() got.
 */
extern void boh_check_seals(BohAuditCheck *check);
extern void boh_check_published(BohAuditCheck *check, Jsonb *published);

/* All rows, partition by partition, against the seals */
extern void boh_check_rows(BohAuditCheck *check);

/* The sealed rows of one class and one month, which come in order */
typedef struct BohSealedGroup BohSealedGroup;

extern BohSealedGroup *boh_group_begin(BohAuditCheck *check, const char *retention,
									   TimestampTz month);

/*
 * Compare the next row with the seals.  hash is that of its content;
 * fits_leaf: its leaf_hash is the same.
 */
extern void boh_group_row(BohSealedGroup *group, int64 system_identifier,
						  const BohAuditPosition *position, TimestampTz at,
						  const uint8 *hash, bool fits_leaf);

/* There are no more rows. */
extern void boh_group_end(BohSealedGroup *group);

/*
 * What is the matter with the personal values of a row: NULL for nothing.
 * Otherwise expected and actual are set.
 */
extern const char *boh_check_personal(const BohAuditCheck *check, const BohRow *row,
									  const char **expected, const char **actual);

#endif							/* BOH_AUDIT_CHECK_H */
