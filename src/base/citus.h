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

/* The number of the shard that has the whole of a table; 0: there is none. */
extern int64 boh_citus_shard(Oid table);

/* The group of nodes that has a shard: this one's, if it is among several; -1: none */
extern int32 boh_citus_group(int64 number);
extern int32 boh_citus_local_group(void);

/* host:port of a node of a group; NULL: it has none */
extern char *boh_citus_node(int32 group);

#endif							/* BOH_CITUS_H */
