/*-------------------------------------------------------------------------
 *
 * json/validate.h
 *	  What the parts of JSON Schema validation share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_VALIDATE_H
#define BOH_JSON_VALIDATE_H

#include "json/node.h"

/* The place of a value in the data: a list on the stack, up to the root. */
typedef struct BohJsonPath
{
	const struct BohJsonPath *parent;
	const char *name;			/* key; NULL: see position */
	int			length;
	int			position;
} BohJsonPath;

/* Resources that validation has entered, innermost first, for $dynamicRef. */
typedef struct BohJsonScope
{
	const struct BohJsonScope *parent;
	const BohJsonResource *resource;
} BohJsonScope;

/*
 * The elements or properties of a value that some keyword was applied to, as a
 * bitmap.  "unevaluated..." keywords apply to the others.
 */
typedef struct BohJsonSeen
{
	int			count;
	uint64		few;			/* the bitmap, for up to 64 */
	uint64	   *bits;			/* the bitmap, for more; else NULL */
} BohJsonSeen;

typedef struct BohJsonValidation
{
	BohJsonSink *sink;			/* NULL: stop at the first error */
	const BohJsonScope *scope;
	int64		errors;			/* reported to the sink */
	MemoryContext scratch;		/* reset after each error; only with a sink */
} BohJsonValidation;

/*
 * These return false if validation must stop: after an error without a sink.
 * keyword is the one that applies the node, for messages.
 */
extern bool boh_json_validate_item(BohJsonValidation *validation, const BohJsonNode *node,
								   const BohJsonItem *item, const BohJsonPath *path,
								   BohJsonSeen *seen, const char *keyword);
extern bool boh_json_validate_object(BohJsonValidation *validation,
									 const BohJsonObjectRules *rules,
									 const BohJsonItem *object,
									 const BohJsonPath *path, BohJsonSeen *seen);
extern bool boh_json_validate_array(BohJsonValidation *validation,
									const BohJsonArrayRules *rules,
									const BohJsonItem *array,
									const BohJsonPath *path, BohJsonSeen *seen);

/* Returns whether the item is valid; reports nothing. */
extern bool boh_json_matches(BohJsonValidation *validation, const BohJsonNode *node,
							 const BohJsonItem *item, const BohJsonPath *path,
							 BohJsonSeen *seen);

/* Reports an error if there is a sink; else returns false. */
extern bool boh_json_fail(BohJsonValidation *validation, const BohJsonPath *path,
						  const char *keyword, const char *format,...) pg_attribute_printf(4, 5);

/*
 * The text in quotation marks, cut if it is long.  Needs a sink.  The next
 * error that is reported frees it.
 */
extern char *boh_json_quoted(BohJsonValidation *validation, const char *text, int length);

static inline void
boh_json_see(BohJsonSeen *seen, int position)
{
	if (seen->bits == NULL)
		seen->few |= UINT64CONST(1) << position;
	else
		seen->bits[position / 64] |= UINT64CONST(1) << (position % 64);
}

static inline bool
boh_json_is_seen(const BohJsonSeen *seen, int position)
{
	uint64		bits = seen->bits == NULL ? seen->few : seen->bits[position / 64];

	return (bits >> (position % 64)) & 1;
}

static inline void
boh_json_seen_init(BohJsonSeen *seen, int count)
{
	seen->count = count;
	seen->few = 0;
	seen->bits = count <= 64 ? NULL :
		palloc0((count / 64 + 1) * sizeof(uint64));
}

/* Adds the elements or properties in more to seen, which may be NULL. */
static inline void
boh_json_seen_merge(BohJsonSeen *seen, const BohJsonSeen *more)
{
	if (seen == NULL)
		return;
	seen->few |= more->few;
	for (int i = 0; more->bits != NULL && i <= more->count / 64; i++)
		seen->bits[i] |= more->bits[i];
}

static inline void
boh_json_seen_free(BohJsonSeen *seen)
{
	if (seen->bits != NULL)
		pfree(seen->bits);
}

#endif							/* BOH_JSON_VALIDATE_H */
