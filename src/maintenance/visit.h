/*-------------------------------------------------------------------------
 *
 * maintenance/visit.h
 *	  Which schema a worker is in, for the worker that comes after it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VISIT_H
#define BOH_VISIT_H

#include "postgres.h"

/* Call from _PG_init(). */
extern void boh_visit_init(void);

/* The worker of this database begins with a schema, and is done with it. */
extern void boh_visit_begin(Oid schema);
extern void boh_visit_end(void);

/*
 * The schema in which the last worker of this database ended, and how long ago
 * it had begun there; InvalidOid: in none.  It is told once.
 */
extern Oid	boh_visit_left(long *milliseconds);

#endif							/* BOH_VISIT_H */
