/*-------------------------------------------------------------------------
 *
 * json/node.h
 *	  A compiled JSON Schema: a graph of nodes, one for each subschema.
 *
 * compile.c makes it, reference.c connects it, validate.c
 * follows it.  Nodes point into the copy of the source that lives with them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_NODE_H
#define BOH_JSON_NODE_H

#include "json/format.h"
#include "json/item.h"
#include "json/pattern.h"
#include "json/schema.h"

/* No upper limit. */
#define BOH_JSON_UNLIMITED PG_INT32_MAX

typedef struct BohJsonNode BohJsonNode;

typedef struct BohJsonNodeList
{
	int			count;
	BohJsonNode **nodes;
} BohJsonNodeList;

/* A name that "properties", "required" or "dependentRequired" and the like have. */
typedef struct BohJsonProperty
{
	const char *name;
	int			length;
	bool		required;
	BohJsonNode *schema;		/* NULL: not in "properties" */
} BohJsonProperty;

typedef struct BohJsonPatternProperty
{
	BohPattern *pattern;
	BohJsonNode *schema;
} BohJsonPatternProperty;

/* What the presence of a property asks for: names, or a schema. */
typedef struct BohJsonDependent
{
	const char *name;
	int			length;
	BohJsonItem names;
	BohJsonNode *schema;		/* NULL: the names */
	uint64		self;			/* a set of one, see below */
	uint64		needed;			/* the set of names */
} BohJsonDependent;

/*
 * Sets of names have a bit for each of an object's properties.  With more properties
 * than bits there are none.
 */
#define BOH_JSON_MOST_IN_SET 64

typedef struct BohJsonObjectRules
{
	int			property_count;
	BohJsonProperty *properties;	/* in jsonb's order of keys */
	int			pattern_count;
	BohJsonPatternProperty *patterns;
	BohJsonNode *additional;
	BohJsonNode *names;
	int			dependent_count;
	BohJsonDependent *dependents;
	int			least;
	int			most;
} BohJsonObjectRules;

typedef struct BohJsonArrayRules
{
	BohJsonNodeList prefix;
	BohJsonNode *items;
	BohJsonNode *contains;
	int			least_contained;
	int			most_contained;
	int			least;
	int			most;
	bool		unique;
	BohJsonItem *unique_properties; /* their names, or NULL */
} BohJsonArrayRules;

typedef struct BohJsonStringRules
{
	int			least;
	int			most;
	BohPattern *pattern;
	const BohFormat *format;
} BohJsonStringRules;

typedef struct BohJsonNumberRules
{
	Numeric		minimum;
	Numeric		maximum;
	Numeric		exclusive_minimum;
	Numeric		exclusive_maximum;
	Numeric		multiple_of;
} BohJsonNumberRules;

/* The values of "enum"; many are found by hash. */
typedef struct BohJsonEnum
{
	int			count;
	BohJsonItem *items;
	uint64	   *hashes;			/* ascending, or NULL */
} BohJsonEnum;

/* Keywords that apply schemas to the same value, and those for any value. */
typedef struct BohJsonGeneralRules
{
	BohJsonEnum *values;
	BohJsonItem *constant;
	BohJsonNode *reference;
	BohJsonNode *dynamic_reference;
	const char *dynamic_anchor; /* NULL: not dynamic after all */
	BohJsonNodeList all_of;
	BohJsonNodeList any_of;
	BohJsonNodeList one_of;
	BohJsonNode *not_schema;
	BohJsonNode *if_schema;
	BohJsonNode *then_schema;
	BohJsonNode *else_schema;
} BohJsonGeneralRules;

/* A place that a reference can name within its resource. */
typedef struct BohJsonAnchor
{
	const char *name;
	bool		dynamic;
	BohJsonNode *node;
	struct BohJsonAnchor *next;
} BohJsonAnchor;

/* A schema with an identifier of its own. */
typedef struct BohJsonResource
{
	const char *uri;			/* absolute where the root's is */
	BohJsonItem item;
	BohJsonNode *root;
	BohJsonAnchor *anchors;
	struct BohJsonResource *next;
} BohJsonResource;

struct BohJsonNode
{
	bool		boolean;		/* the schema is true or false */
	bool		accepts;		/* which of the two */
	uint8		types;			/* 0: any */
	uint8		mark;			/* while cycles are looked for */
	BohJsonStringRules *string;
	BohJsonNumberRules *number;
	BohJsonArrayRules *array;
	BohJsonObjectRules *object;
	BohJsonGeneralRules *general;
	BohJsonNode *unevaluated_properties;
	BohJsonNode *unevaluated_items;
	BohJsonResource *resource;
	BohJsonNode *next;			/* of all */
};

struct BohJsonSchema
{
	MemoryContext context;
	Jsonb	   *source;

	/* the cache's */
	uint64		hash;
	uint64		serial;
	uint64		last_use;
	Size		bytes;
	int			users;
	bool		cached;

	BohJsonNode *root;
	BohJsonNode *nodes;
	BohJsonResource *resources;
	Size		pattern_bytes;	/* estimated */
};

/* compile.c: in a context of its own below the current one */
extern BohJsonSchema *boh_json_compile(const Jsonb *source);

/* metaschema.c: a description of schemas themselves */
#define BOH_JSON_METASCHEMA_URI "https://json-schema.org/draft/2020-12/schema"
extern const char boh_json_metaschema[];

#endif							/* BOH_JSON_NODE_H */
