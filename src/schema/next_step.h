/*-------------------------------------------------------------------------
 *
 * schema/next_step.h
 *	  What CREATE EXTENSION says last: to run boh_migrate().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_NEXT_STEP_H
#define BOH_NEXT_STEP_H

extern void boh_next_step_init(void);

/* boh_migrate() was run: its name need not be said. */
extern void boh_next_step_taken(void);

#endif							/* BOH_NEXT_STEP_H */
