/*-------------------------------------------------------------------------
 *
 * maintenance/bloat.h
 *	  Estimates which tables and indexes are larger than their rows need.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BLOAT_H
#define BOH_BLOAT_H

#include "base/query.h"

/* In a statement: the name of a relation, from rows of pg_class and n of pg_namespace */
#define BOH_RELATION_NAME(class) "format('%I.%I', n.nspname, " class ".relname)"

/*
 * Suspects: relation (oid), its name (text), pages (bigint), the share of the
 * pages in percent that the rows would not need, and the fillfactor (both
 * float8).  The parameter is the OID of the data schema.  Run them as a role
 * that may read the tables: others do not see their statistics.
 */
extern const BohQuery boh_bloated_tables;
extern const BohQuery boh_bloated_indexes;

#endif							/* BOH_BLOAT_H */
