/*-------------------------------------------------------------------------
 *
 * boh.h
 *	  What CREATE EXTENSION says last.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOH_H
#define BOH_BOH_H

/* boh_migrate() was run: its name need not be said. */
extern void boh_next_step_taken(void);

#endif							/* BOH_BOH_H */
