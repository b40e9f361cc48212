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
	const char *name;			/* key; NULL: see position */
	int			length;
	int			position;
} BohJsonPlace;

/* A reference that is not yet resolved. */
typedef struct BohJsonReference
{
	BohJsonNode *node;
	const char *text;
	const BohJsonPlace *place;
	bool		dynamic;
	struct BohJsonReference *next;
} BohJsonReference;

/*
 * Compiles a subschema.  keyword.c and reference.c call it through a pointer,
 * so that they do not depend on compile.c, which depends on them.
 */
struct BohJsonCompiler;
typedef BohJsonNode *(*BohJsonCompileNode) (struct BohJsonCompiler *compiler,
											const BohJsonItem *item,
											BohJsonResource *resource,
											const BohJsonPlace *place);

typedef struct BohJsonCompiler
{
	BohJsonSchema *schema;
	MemoryContext scratch;		/* deleted when the schema is compiled */
	HTAB	   *nodes;			/* key: the JsonbContainer of the source */
	BohJsonReference *references;	/* not yet resolved */
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
	Size		offset;			/* of the field that the keyword sets; some
								 * compile functions use it as a flag */
} BohJsonPart;

/* The node compiled from an object, or NULL. */
extern BohJsonNode *boh_json_compiled_node(BohJsonCompiler *compiler,
										   const BohJsonItem *item);

/* Raises 22023: the schema is not valid. */
BOH_NORETURN extern void boh_json_schema_error(const BohJsonPlace *place,
											   const char *format,...) pg_attribute_printf(2, 3);

/* Raises 0A000: the schema is not supported. */
BOH_NORETURN extern void boh_json_unsupported(const BohJsonPlace *place,
											  const char *hint,
											  const char *format,...) pg_attribute_printf(3, 4);

#endif							/* BOH_JSON_COMPILER_H */
