/*-------------------------------------------------------------------------
 *
 * json/compiler.h
 *	  What the parts of the JSON Schema compiler share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_COMPILER_H
#define BOH_JSON_COMPILER_H

#include "base/compat.h"
#include "json/node.h"
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

/*
 * Keywords and references lead to subschemas, so they call the compiler again:
 * through this pointer, which keeps them from depending on it.
 */
struct BohJsonCompiler;
typedef BohJsonNode *(*BohJsonCompileNode) (struct BohJsonCompiler *compiler,
											const BohJsonItem *item,
											BohJsonResource *resource,
											const BohJsonPlace *place);

typedef struct BohJsonCompiler
{
	BohJsonSchema *schema;
	MemoryContext scratch;		/* gone when all is compiled */
	HTAB	   *nodes;			/* by the container they were made from */
	BohJsonReference *references;
	BohJsonCompileNode compile_node;
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

/* The node that was made from an object; NULL: none was. */
extern BohJsonNode *boh_json_compiled_node(BohJsonCompiler *compiler,
										   const BohJsonItem *item);

/* 22023 */
BOH_NORETURN extern void boh_json_schema_error(const BohJsonPlace *place,
											   const char *format,...) pg_attribute_printf(2, 3);

/* 0A000 */
BOH_NORETURN extern void boh_json_unsupported(const BohJsonPlace *place,
											  const char *hint,
											  const char *format,...) pg_attribute_printf(3, 4);

#endif							/* BOH_JSON_COMPILER_H */
