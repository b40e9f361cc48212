/*-------------------------------------------------------------------------
 *
 * base/uuid.h
 *	  Time-ordered identifiers, RFC 9562 version 7.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_UUID_H
#define BOH_UUID_H

#include "utils/uuid.h"

/*
 * true, once, for the identifier that the running statement made last: no row
 * can have it yet.
 */
extern bool boh_uuid7_take_new(const pg_uuid_t *id);

/*
 * true when a text is a UUID of any version in standard form, that is, with
 * four hyphens
 */
extern bool boh_uuid_is_valid(const char *text, int length);

#endif							/* BOH_UUID_H */
