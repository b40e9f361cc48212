/*-------------------------------------------------------------------------
 *
 * base/citus.h
 *	  What Citus knows of tables, shards and nodes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CITUS_H
#define BOH_CITUS_H

/* Whether the server has Citus; the database may lack it all the same. */
extern bool boh_citus_is_loaded(void);

/*
 * Citus divides a table by the hashes of a column: each shard has a range of
 * them, here the first one.  Shards of different tables that have the same
 * range are on the same node.
 */
#define BOH_WHOLE PG_INT64_MAX

#define BOH_NO_SHARD	0		/* the table is not Citus's */
#define BOH_DIVIDED		(-1)	/* it is divided into other ranges */

/* The number of the shard that has the whole of a table, or this range of it */
extern int64 boh_citus_shard(Oid table, int64 range);

/* The range and the table of a shard.  BOH_WHOLE also if there is no such shard. */
extern int64 boh_citus_range(int64 number, Oid *table);

/* The group of nodes that has a shard: this one's, if it is among several; -1: none */
extern int32 boh_citus_group(int64 number);
extern int32 boh_citus_local_group(void);

/*
 * The number of the tables that Citus moves together with this one, and locks
 * together.  0: it locks the shard of this table alone.
 */
extern int32 boh_citus_colocation(Oid table);

/* host:port of a node of a group; NULL: it has none */
extern char *boh_citus_node(int32 group);

#endif							/* BOH_CITUS_H */
