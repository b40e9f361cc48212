/*-------------------------------------------------------------------------
 *
 * json/reference.h
 *	  Identifiers, anchors and references of a JSON Schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_REFERENCE_H
#define BOH_JSON_REFERENCE_H

#include "json/compiler.h"

/* Adds a resource for an object with this $id, and resolves the URI. */
extern BohJsonResource *boh_json_add_resource(BohJsonCompiler *compiler,
											  const BohJsonItem *item,
											  BohJsonResource *base,
											  const char *uri,
											  const BohJsonPlace *place);
extern void boh_json_add_anchor(BohJsonNode *node,
								const char *name, bool dynamic,
								const BohJsonPlace *place);
extern void boh_json_add_reference(BohJsonCompiler *compiler, BohJsonNode *node,
								   const char *text, bool dynamic,
								   const BohJsonPlace *place);

/* Call these when all nodes exist, in this order. */
extern void boh_json_resolve_references(BohJsonCompiler *compiler);
extern void boh_json_refuse_cycles(BohJsonSchema *schema);

#endif							/* BOH_JSON_REFERENCE_H */
