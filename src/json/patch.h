/*-------------------------------------------------------------------------
 *
 * json/patch.h
 *	  Changes of jsonb that a JSON Patch describes (RFC 6902).
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_PATCH_H
#define BOH_JSON_PATCH_H

#include "utils/jsonb.h"

typedef struct BohJsonPatch BohJsonPatch;

/*
 * Reads a patch, which must stay where it is; raises 22023 for what is none.
 * In a pointer, "*" in the place of an array's index is every element.
 */
extern BohJsonPatch *boh_json_patch_compile(const Jsonb *source);

/*
 * Data as changed, or data itself where a "test" fails.  What an operation does
 * not find it leaves alone.  Allocates freely in the current context.
 */
extern const Jsonb *boh_json_patch_apply(const BohJsonPatch *patch, const Jsonb *data);

#endif							/* BOH_JSON_PATCH_H */
