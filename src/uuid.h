/*-------------------------------------------------------------------------
 *
 * uuid.h
 *	  Time-ordered identifiers, RFC 9562 version 7.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_UUID_H
#define BOH_UUID_H

#include "utils/uuid.h"

/* Fills id with a version 7 value greater than all this backend made before. */
extern void boh_uuid7_fill(pg_uuid_t *id);

/*
 * true once for the identifier that the running statement made last: no row can
 * have it yet.
 */
extern bool boh_uuid7_take_new(const pg_uuid_t *id);

#endif							/* BOH_UUID_H */
