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

/* How the walk came to a value: steps on the stack, back to the root. */
typedef struct BohJsonPath
{
	const struct BohJsonPath *parent;
	const char *name;			/* NULL: the position counts */
	int			length;
	int			position;
} BohJsonPath;

/* Resources that evaluation passed through, for $dynamicRef. */
typedef struct BohJsonScope
{
	const struct BohJsonScope *parent;
	const BohJsonResource *resource;
} BohJsonScope;

/* Elements or properties of a value that keywords have applied to. */
typedef struct BohJsonSeen
{
	int			count;
	uint64		few;
	uint64	   *bits;			/* more than 64 */
} BohJsonSeen;

typedef struct BohJsonValidation
{
	BohJsonSink *sink;			/* NULL: the first error ends it */
	const BohJsonScope *scope;
	int64		errors;
	MemoryContext scratch;		/* of one message; with a sink only */
} BohJsonValidation;

/*
 * What these return says whether to go on: false after an error, unless errors
 * are being collected.  The keyword is the one that applies the node.
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

/* Whether the item is valid, without a report of why not. */
extern bool boh_json_matches(BohJsonValidation *validation, const BohJsonNode *node,
							 const BohJsonItem *item, const BohJsonPath *path,
							 BohJsonSeen *seen);

/* Reports an error. */
extern bool boh_json_fail(BohJsonValidation *validation, const BohJsonPath *path,
						  const char *keyword, const char *format,...) pg_attribute_printf(4, 5);

/* A text in quotation marks, cut, for the next message. */
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

/* Adds what the second has seen to the first, if there is one. */
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
