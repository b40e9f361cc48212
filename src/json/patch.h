/*-------------------------------------------------------------------------
 *
 * json/patch.h
 *	  Applies a JSON Patch (RFC 6902) to jsonb.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_PATCH_H
#define BOH_JSON_PATCH_H

#include "utils/jsonb.h"

typedef struct BohJsonPatch BohJsonPatch;

/*
 * Reads a patch; raises 22023 if it is not valid.  The result points into the
 * source.  In a pointer, "*" instead of an array index means every element.
 */
extern BohJsonPatch *boh_json_patch_compile(const Jsonb *source);

/*
 * Returns the changed data, or data itself if a "test" fails.  Skips
 * operations whose target does not exist.  Allocates in the current context
 * and frees nothing.
 */
extern const Jsonb *boh_json_patch_apply(const BohJsonPatch *patch, const Jsonb *data);

#endif							/* BOH_JSON_PATCH_H */
