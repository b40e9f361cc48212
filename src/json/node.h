/*-------------------------------------------------------------------------
 *
 * json/node.h
 *	  A compiled JSON Schema: a graph of nodes, one for each subschema.
 *
 * compile.c makes the nodes, reference.c resolves the references between them,
 * validate.c walks along them.  Nodes point into the schema's own copy of its
 * source.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_NODE_H
#define BOH_JSON_NODE_H

#include "json/format.h"
#include "json/item.h"
#include "json/pattern.h"
#include "json/schema.h"

/* The maximum of a rule without a maximum. */
#define BOH_JSON_UNLIMITED PG_INT32_MAX

typedef struct BohJsonNode BohJsonNode;

typedef struct BohJsonNodeList
{
	int			count;
	BohJsonNode **nodes;
} BohJsonNodeList;

/* A name in "properties", "required", or a "dependent..." keyword. */
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

/* What an object with this property needs: other properties, or a schema. */
typedef struct BohJsonDependent
{
	const char *name;
	int			length;
	BohJsonItem names;			/* the properties, if schema is NULL */
	BohJsonNode *schema;
	uint64		self;			/* this property as a set, see below */
	uint64		needed;			/* names as a set */
} BohJsonDependent;

/*
 * A set of properties has one bit for each entry in BohJsonObjectRules.  Rules
 * with more entries than bits do not use sets.
 */
#define BOH_JSON_MOST_IN_SET 64

typedef struct BohJsonObjectRules
{
	int			property_count;
	BohJsonProperty *properties;	/* sorted like the keys of jsonb */
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
	BohJsonItem *unique_properties; /* array of names, or NULL */
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

/* The values of "enum".  A long list is sorted by hash. */
typedef struct BohJsonEnum
{
	int			count;
	BohJsonItem *items;
	uint64	   *hashes;			/* of the items; NULL: items are not sorted */
} BohJsonEnum;

/* Keywords for values of any type, and those that apply other schemas. */
typedef struct BohJsonGeneralRules
{
	BohJsonEnum *values;
	BohJsonItem *constant;
	BohJsonNode *reference;
	BohJsonNode *dynamic_reference;
	const char *dynamic_anchor; /* NULL: $dynamicRef acts like $ref, because
								 * it does not lead to a $dynamicAnchor */
	BohJsonNodeList all_of;
	BohJsonNodeList any_of;
	BohJsonNodeList one_of;
	BohJsonNode *not_schema;
	BohJsonNode *if_schema;
	BohJsonNode *then_schema;
	BohJsonNode *else_schema;
} BohJsonGeneralRules;

/* A subschema that references can name by $anchor or $dynamicAnchor. */
typedef struct BohJsonAnchor
{
	const char *name;
	bool		dynamic;
	BohJsonNode *node;
	struct BohJsonAnchor *next;
} BohJsonAnchor;

/* The document, or a subschema with an "$id". */
typedef struct BohJsonResource
{
	const char *uri;			/* $id resolved against the outer resource's */
	BohJsonItem item;
	BohJsonNode *root;
	BohJsonAnchor *anchors;
	struct BohJsonResource *next;
} BohJsonResource;

struct BohJsonNode
{
	bool		boolean;		/* the schema is true or false */
	bool		accepts;		/* it is true */
	uint8		types;			/* set of BOH_JSON_* bits; 0: any type */
	uint8		mark;			/* used by boh_json_refuse_cycles() */
	BohJsonStringRules *string;
	BohJsonNumberRules *number;
	BohJsonArrayRules *array;
	BohJsonObjectRules *object;
	BohJsonGeneralRules *general;
	BohJsonNode *unevaluated_properties;
	BohJsonNode *unevaluated_items;
	BohJsonResource *resource;
	BohJsonNode *next;			/* in the schema's list of all nodes */
};

struct BohJsonSchema
{
	MemoryContext context;
	Jsonb	   *source;

	/* used by cache.c */
	uint64		hash;
	uint64		serial;
	uint64		last_use;
	Size		bytes;
	int			users;
	bool		cached;

	BohJsonNode *root;
	BohJsonNode *nodes;
	BohJsonResource *resources;
	Size		pattern_bytes;	/* estimated memory outside the context */
};

/* compile.c: the schema gets its own context, a child of the current one */
extern BohJsonSchema *boh_json_compile(const Jsonb *source);

/* metaschema.c: the JSON Schema that describes JSON Schemas */
#define BOH_JSON_METASCHEMA_URI "https://json-schema.org/draft/2020-12/schema"
extern const char boh_json_metaschema[];

#endif							/* BOH_JSON_NODE_H */
