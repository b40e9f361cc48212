/*-------------------------------------------------------------------------
 *
 * schema/relations.h
 *	  Relations that steps of a migration may change or drop.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_RELATIONS_H
#define BOH_RELATIONS_H

#include "nodes/pg_list.h"

/* Whether the current role may drop a relation */
extern bool boh_relation_is_droppable(Oid relation);

/* Lock tables and views of the data schema against everybody until the transaction ends. */
extern void boh_relations_lock(Oid schema);

/* Relations of the extension's schema before a step down */
extern List *boh_relations_outside(Oid schema, Oid extension_schema);

/* After the step: raise an error (55000) if one of them is gone. */
extern void boh_relations_check(const List *relations, Oid schema, int version);

#endif							/* BOH_RELATIONS_H */
