/*-------------------------------------------------------------------------
 *
 * booking/lanes.h
 *	  Booking lanes, for migrations.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_LANES_H
#define BOH_LANES_H

#include "postgres.h"

/* The migration with which lanes came */
#define BOH_LANES_VERSION 2

/*
 * Fold and close the lanes of all events, before that migration is undone.
 * Columns that later migrations added may be gone.
 */
extern void boh_lanes_close(Oid schema);

#endif							/* BOH_LANES_H */
