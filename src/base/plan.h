/*-------------------------------------------------------------------------
 *
 * base/plan.h
 *	  The session's cache of plans, for each statement and data schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PLAN_H
#define BOH_PLAN_H

#include "executor/spi.h"

#include "base/query_text.h"

extern void boh_plan_init(void);

/* The plan of a statement; valid until the statement that uses it ends. */
extern SPIPlanPtr boh_plan_fetch(const BohQuery *query, Oid schema);

/*
 * In PG_CATCH(), after a statement on the schema could not be prepared or run.
 * If it names what is missing, rethrow the error with a hint (NULL: its own),
 * or raise the one that says that the schema was migrated meanwhile.
 */
extern void boh_plan_failed(MemoryContext context, Oid schema, const char *hint);

/* Between these two, no plan is freed: it may be running further up the stack. */
extern void boh_plan_begin(void);
extern void boh_plan_end(void);

#endif							/* BOH_PLAN_H */
