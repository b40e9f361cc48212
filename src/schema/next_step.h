/*-------------------------------------------------------------------------
 *
 * schema/next_step.h
 *	  The notice after CREATE EXTENSION that says to run boh_migrate().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_NEXT_STEP_H
#define BOH_NEXT_STEP_H

extern void boh_next_step_init(void);

/* boh_migrate() runs, so the notice is not needed. */
extern void boh_next_step_taken(void);

#endif							/* BOH_NEXT_STEP_H */
