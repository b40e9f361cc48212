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

/*
 * true once for the identifier that the running statement made last: no row can
 * have it yet.
 */
extern bool boh_uuid7_take_new(const pg_uuid_t *id);

#endif							/* BOH_UUID_H */
