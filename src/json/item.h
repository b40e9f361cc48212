/*-------------------------------------------------------------------------
 *
 * json/item.h
 *	  Reading binary jsonb in place, without copying.
 *
 * PostgreSQL's JsonbIterator allocates memory for each container that it
 * enters.  A BohJsonWalk lives on the caller's stack, and computes the offset
 * of each element from the one before it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_ITEM_H
#define BOH_JSON_ITEM_H

#include "lib/stringinfo.h"
#include "utils/jsonb.h"

/* Types of values, as bits: some fields hold a set of types. */
#define BOH_JSON_NULL		0x01
#define BOH_JSON_BOOLEAN	0x02
#define BOH_JSON_OBJECT		0x04
#define BOH_JSON_ARRAY		0x08
#define BOH_JSON_NUMBER		0x10
#define BOH_JSON_STRING		0x20
#define BOH_JSON_INTEGER	0x40	/* in sets only, never an item's type */

/* A value within a jsonb.  It points into the jsonb. */
typedef struct BohJsonItem
{
	uint8		type;
	bool		boolean;
	int			length;			/* number of bytes, elements or pairs */
	const char *data;			/* bytes, Numeric or JsonbContainer */
} BohJsonItem;

/* Iterates over the elements or pairs of a container. */
typedef struct BohJsonWalk
{
	const JsonbContainer *container;
	const char *base;
	int			count;
	int			position;		/* of the next element or pair */
	uint32		key_offset;
	uint32		value_offset;
} BohJsonWalk;

#define BohJsonContainer(item) ((JsonbContainer *) (item)->data)
#define BohJsonNumber(item) ((Numeric) (item)->data)

static inline void
boh_json_item_at(const char *base, JEntry entry, uint32 offset, uint32 end,
				 BohJsonItem *item)
{
	switch (entry & JENTRY_TYPEMASK)
	{
		case JENTRY_ISSTRING:
			item->type = BOH_JSON_STRING;
			item->data = base + offset;
			item->length = end - offset;
			break;
		case JENTRY_ISNUMERIC:
			item->type = BOH_JSON_NUMBER;
			item->data = base + INTALIGN(offset);
			item->length = 0;
			break;
		case JENTRY_ISCONTAINER:
			item->data = base + INTALIGN(offset);
			item->type = JsonContainerIsObject(BohJsonContainer(item)) ?
				BOH_JSON_OBJECT : BOH_JSON_ARRAY;
			item->length = JsonContainerSize(BohJsonContainer(item));
			break;
		case JENTRY_ISNULL:
			item->type = BOH_JSON_NULL;
			item->data = NULL;
			item->length = 0;
			break;
		default:
			item->type = BOH_JSON_BOOLEAN;
			item->boolean = JBE_ISBOOL_TRUE(entry);
			item->data = NULL;
			item->length = 0;
			break;
	}
}

static inline void
boh_json_walk_array(BohJsonWalk *walk, const BohJsonItem *array)
{
	walk->container = BohJsonContainer(array);
	walk->count = array->length;
	walk->base = (const char *) (walk->container->children + walk->count);
	walk->position = 0;
	walk->value_offset = 0;
}

static inline bool
boh_json_next_element(BohJsonWalk *walk, BohJsonItem *element)
{
	JEntry		entry;
	uint32		end = walk->value_offset;

	if (walk->position >= walk->count)
		return false;
	entry = walk->container->children[walk->position++];
	JBE_ADVANCE_OFFSET(end, entry);
	boh_json_item_at(walk->base, entry, walk->value_offset, end, element);
	walk->value_offset = end;
	return true;
}

static inline void
boh_json_walk_object(BohJsonWalk *walk, const BohJsonItem *object)
{
	walk->container = BohJsonContainer(object);
	walk->count = object->length;
	walk->base = (const char *) (walk->container->children + 2 * walk->count);
	walk->position = 0;
	walk->key_offset = 0;
	walk->value_offset = walk->count == 0 ? 0 :
		getJsonbOffset(walk->container, walk->count);
}

/* Pairs are sorted, as in jsonb: by length of the key, then by its bytes. */
static inline bool
boh_json_next_pair(BohJsonWalk *walk, BohJsonItem *key, BohJsonItem *value)
{
	JEntry		entry;
	uint32		end = walk->key_offset;

	if (walk->position >= walk->count)
		return false;
	JBE_ADVANCE_OFFSET(end, walk->container->children[walk->position]);
	key->type = BOH_JSON_STRING;
	key->data = walk->base + walk->key_offset;
	key->length = end - walk->key_offset;
	walk->key_offset = end;

	entry = walk->container->children[walk->count + walk->position++];
	end = walk->value_offset;
	JBE_ADVANCE_OFFSET(end, entry);
	boh_json_item_at(walk->base, entry, walk->value_offset, end, value);
	walk->value_offset = end;
	return true;
}

/* Compares keys as jsonb sorts them. */
static inline int
boh_json_compare_keys(const char *a, int a_length, const char *b, int b_length)
{
	if (a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return memcmp(a, b, a_length);
}

extern void boh_json_root(const Jsonb *json, BohJsonItem *item);
extern bool boh_json_find(const BohJsonItem *object, const char *key, int length,
						  BohJsonItem *value);
extern bool boh_json_element(const BohJsonItem *array, int position,
							 BohJsonItem *element);

/* Equality as in JSON Schema: 1.0 equals 1, the order of keys is ignored. */
extern bool boh_json_equal(const BohJsonItem *a, const BohJsonItem *b);

/* Equal items have equal hashes. */
extern uint64 boh_json_hash(const BohJsonItem *item);

extern bool boh_json_is_integer(const BohJsonItem *number);
extern int	boh_json_compare_numbers(Numeric a, Numeric b);
extern int	boh_json_sign(Numeric number);

/* Number of characters of a text in the database's encoding. */
extern int	boh_json_characters(const char *text, int length);

/* Appends the item for a message: a scalar as JSON, cut if it is long. */
extern void boh_json_append_short(StringInfo target, const BohJsonItem *item);

/* The same for a text, in quotation marks. */
extern void boh_json_append_quoted(StringInfo target, const char *text, int length);

#endif							/* BOH_JSON_ITEM_H */
