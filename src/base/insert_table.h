/*-------------------------------------------------------------------------
 *
 * base/insert_table.h
 *	  What is known of tables into which rows are inserted without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_INSERT_TABLE_H
#define BOH_INSERT_TABLE_H

#include "nodes/execnodes.h"

#include "base/policy.h"
#include "base/row.h"

/* A role that may insert rows, which columns are given and which returned */
typedef struct Permission
{
	Oid			role;			/* InvalidOid: none */
	bool		given[BOH_MAX_COLUMNS];
	const int  *returned;
} Permission;

/* Cache entry of a table */
typedef struct BohKnownTable
{
	Oid			relation;		/* hash key */
	uint64		last_use;
	bool		direct;
	MemoryContext context;		/* holds what the fields below point to */
	int			check_count;
	ExprState **checks;
	ExprState **defaults;		/* by attribute number - 1; NULL: no default */
	BohPolicies *policies;		/* NULL: no row-level security */
	bool		foreign_before; /* with policies: has BEFORE INSERT triggers
								 * that are not boh's */
	List	   *foreign_keys;
	Permission	permission;		/* the last one that was found */
} BohKnownTable;

extern void boh_insert_init(void);

/* How many insertions are running: entries that they use are not freed. */
extern int	boh_inserts_under_way;

/*
 * true while defaults or policies are evaluated: one that runs a query may
 * call boh_insert() again
 */
extern bool boh_insert_evaluating;

/* Returns a copy, because an invalidation may remove the entry meanwhile. */
extern BohKnownTable boh_known_table(Relation relation);

/* Whether the current role may insert the row without a statement */
extern bool boh_insert_is_direct(const BohKnownTable *known, const BohRow *row,
								 const int *returned, int count);

/* Whether row-level security applies to the current role */
extern bool boh_insert_is_secured(Relation relation);

#endif							/* BOH_INSERT_TABLE_H */
