/*-------------------------------------------------------------------------
 *
 * base/shard.h
 *	  Tables whose rows Citus keeps in shards.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SHARD_H
#define BOH_SHARD_H

extern void boh_shard_init(void);

/*
 * The relation that holds the rows of a table of the data schema: its shard,
 * if the schema is distributed and this node has it; otherwise the table.
 * Until the transaction ends, the schema is not moved to another node.
 */
extern Oid	boh_shard_of(Oid schema, Oid table);

/* Counts changes of what boh_shard_of() says: texts with names of shards are out of date. */
extern uint64 boh_shard_changes;

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
