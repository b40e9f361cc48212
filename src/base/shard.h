/*-------------------------------------------------------------------------
 *
 * base/shard.h
 *	  Tables whose rows Citus keeps in shards.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SHARD_H
#define BOH_SHARD_H

#include "utils/rel.h"

#include "base/citus.h"

extern void boh_shard_init(void);

/*
 * The relation that holds the rows of a table of the data schema: its shard,
 * if the schema is distributed and this node has it; otherwise the table.
 * Until the transaction ends, the schema is not moved to another node.
 * Raises 0A000 for a table that is divided over several shards, unless a
 * trigger of one of these, or of a shard beside one, asks.
 */
extern Oid	boh_shard_of(Oid schema, Oid table);

/*
 * The index of a table that has this name, or the one that Citus made from it
 * for a shard.  InvalidOid: there is none.
 */
extern Oid	boh_index_of(Oid relation, const char *name);

/* Raises that error: set by context.c, as errors need what is below this file. */
extern void (*boh_refuse_divided) (Oid schema, Oid table);

/*
 * A trigger of this relation begins to work.  If it is a shard of a divided
 * table, boh_shard_of() gives the shards beside it from now on.
 */
extern void boh_shard_enter(Relation relation);

/*
 * The range of hashes of that shard, BOH_WHOLE for other relations.  Functions
 * begin with BOH_WHOLE.  What is done later for a trigger sets the range again.
 */
extern int64 boh_shard_range;

/* Counts changes of what boh_shard_of() says: texts with names of shards are out of date. */
extern uint64 boh_shard_changes;

/*
 * Until the transaction ends, the schema is not given to a node: a function
 * would go on with tables that are empty by then.
 */
extern void boh_schema_stays(Oid schema);

/* Whether the data schema is distributed, and another node has its rows */
extern bool boh_schema_is_elsewhere(Oid schema);

/* host:port of the node that has the rows; NULL: the schema is not distributed */
extern char *boh_schema_node(Oid schema);

/*
 * A copy of text in which the names of shards replace those of their tables,
 * wherever "{schema}." stands before them
 */
extern char *boh_name_shards(const char *text, Oid schema);

#endif							/* BOH_SHARD_H */
