/*-------------------------------------------------------------------------
 *
 * json/build.h
 *	  Builds jsonb from parts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_BUILD_H
#define BOH_JSON_BUILD_H

#include "base/compat.h"

extern void boh_json_begin_object(BohJsonbState *state);
extern Jsonb *boh_json_end_object(BohJsonbState *state);

/* Append a key, after which a value must follow.  The text must outlive the state. */
extern void boh_json_push_key(BohJsonbState *state, const char *key);

/* Append a whole value; token is WJB_VALUE in an object, WJB_ELEM in an array. */
extern void boh_json_push_whole(BohJsonbState *state, JsonbIteratorToken token, Jsonb *value);

/* Append a member: a key and its value; NULL becomes null. */
extern void boh_json_push_member(BohJsonbState *state, const char *key, Jsonb *value);

/* Append a member with a string, which must outlive the state, too. */
extern void boh_json_push_string(BohJsonbState *state, const char *key, const char *text);

/*
 * Append a member with a value of type text, uuid, integer, bigint, numeric,
 * double precision, timestamptz (in ISO 8601) or text[]; NULL becomes null.
 */
extern void boh_json_push_value(BohJsonbState *state, const char *key, Datum value, bool isnull,
								Oid type);

/* Append an array of a list of Jsonb. */
extern void boh_json_push_array(BohJsonbState *state, List *elements);

/* An array of a list of Jsonb */
extern Jsonb *boh_json_array(List *elements);

extern Jsonb *boh_json_text(const char *text);
extern Jsonb *boh_json_integer(int64 number);
extern Jsonb *boh_json_boolean(bool value);

#endif							/* BOH_JSON_BUILD_H */
