/*-------------------------------------------------------------------------
 *
 * json_compile.h
 *	  What the parts of the JSON Schema compiler share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_COMPILE_H
#define BOH_JSON_COMPILE_H

#include "compat.h"
#include "json_node.h"
#include "utils/hsearch.h"

/* Where the compiler is within the source, for messages. */
typedef struct BohJsonPlace
{
	const struct BohJsonPlace *parent;
	const char *name;			/* NULL: the position counts */
	int			length;
	int			position;
} BohJsonPlace;

/* A reference that is still to be resolved. */
typedef struct BohJsonReference
{
	BohJsonNode *node;
	const char *text;
	const BohJsonPlace *place;
	bool		dynamic;
	struct BohJsonReference *next;
} BohJsonReference;

typedef struct BohJsonCompiler
{
	BohJsonSchema *schema;
	MemoryContext scratch;		/* gone when all is compiled */
	HTAB	   *nodes;			/* by the container they were made from */
	BohJsonReference *references;
} BohJsonCompiler;

/* One keyword of a node that is being compiled. */
typedef struct BohJsonPart
{
	BohJsonCompiler *compiler;
	BohJsonNode *node;
	const BohJsonItem *value;
	const BohJsonPlace *place;
	const char *name;
	Size		offset;			/* of what the keyword sets */
} BohJsonPart;

typedef struct BohJsonKeyword
{
	const char *name;
	void		(*compile) (const BohJsonPart *part);
	Size		offset;
} BohJsonKeyword;

/* json_keyword.c */
extern const BohJsonKeyword *boh_json_find_keyword(const BohJsonItem *name);
extern char *boh_json_string_value(const BohJsonPart *part);

/* json_compile.c */
extern BohJsonNode *boh_json_compile_node(BohJsonCompiler *compiler, const BohJsonItem *item,
										  BohJsonResource *resource,
										  const BohJsonPlace *place);
extern BohJsonNode *boh_json_compiled_node(BohJsonCompiler *compiler,
										   const BohJsonItem *item);
BOH_NORETURN extern void boh_json_schema_error(const BohJsonPlace *place,
											   const char *format,...) pg_attribute_printf(2, 3);
BOH_NORETURN extern void boh_json_unsupported(const BohJsonPlace *place,
											  const char *hint,
											  const char *format,...) pg_attribute_printf(3, 4);

/* json_reference.c */
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
extern void boh_json_resolve_references(BohJsonCompiler *compiler);
extern void boh_json_refuse_cycles(BohJsonSchema *schema);

/* json_uri.c: RFC 3986, without a fragment; allocated in the current context */
extern char *boh_uri_resolve(const char *base, const char *reference);
extern bool boh_uri_decode(const char *text, int length, char **decoded);

#endif							/* BOH_JSON_COMPILE_H */
