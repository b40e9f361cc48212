/*-------------------------------------------------------------------------
 *
 * seed/owner.h
 *	  What the functions of seeds and imports share: they are for the owner of
 *	  the tables alone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEED_OWNER_H
#define BOH_SEED_OWNER_H

#include "postgres.h"

/*
 * Raise 42501 unless the current role has the rights of the owner of the
 * tables.  what completes "permission denied to ...".
 */
extern void seed_require_owner(Oid schema, const char *what);

/* Open the door for imports for the current role, and record that. */
extern void seed_open_door(Oid schema);

#endif							/* BOH_SEED_OWNER_H */
