/*-------------------------------------------------------------------------
 *
 * json/cache.c
 *	  The backend's cache of compiled JSON Schemas.
 *
 * The key of an entry is the source itself, so nothing has to be
 * invalidated.  The cache limits the number of entries and their bytes.  It
 * evicts the least recently used entry first.  It never evicts an entry in
 * use, so the bytes can exceed their limit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "json/node.h"

#define MOST_SCHEMAS 128
#define MOST_BYTES (16 * 1024 * 1024)

static MemoryContext cache_context = NULL;
static BohJsonSchema *schemas[MOST_SCHEMAS];
static Size total_bytes = 0;
static uint64 uses = 0;

static bool
is_from(const BohJsonSchema *schema, const Jsonb *source)
{
	return VARSIZE(schema->source) == VARSIZE(source) &&
		memcmp(schema->source, source, VARSIZE(source)) == 0;
}

static uint64
source_hash(const Jsonb *source)
{
	return hash_bytes_extended((const unsigned char *) source, VARSIZE(source), 0);
}

static BohJsonSchema *
use(BohJsonSchema *schema)
{
	schema->users++;
	schema->last_use = ++uses;
	return schema;
}

static int
find_slot(const Jsonb *source, uint64 hash)
{
	for (int i = 0; i < MOST_SCHEMAS; i++)
	{
		if (schemas[i] != NULL && schemas[i]->hash == hash && is_from(schemas[i], source))
			return i;
	}
	return -1;
}

/* The least recently used slot that is not in use, or -1. */
static int
oldest_slot(void)
{
	int			oldest = -1;

	for (int i = 0; i < MOST_SCHEMAS; i++)
	{
		if (schemas[i] != NULL && schemas[i]->users == 0 &&
			(oldest < 0 || schemas[i]->last_use < schemas[oldest]->last_use))
			oldest = i;
	}
	return oldest;
}

static int
empty_slot(void)
{
	for (int i = 0; i < MOST_SCHEMAS; i++)
	{
		if (schemas[i] == NULL)
			return i;
	}
	return -1;
}

static void
forget(int slot)
{
	BohJsonSchema *schema = schemas[slot];

	schemas[slot] = NULL;
	total_bytes -= schema->bytes;
	MemoryContextDelete(schema->context);
}

/* Evicts entries; returns an empty slot, or -1 if all are in use. */
static int
make_room(Size bytes)
{
	int			oldest;

	while ((empty_slot() < 0 || total_bytes + bytes > MOST_BYTES) &&
		   (oldest = oldest_slot()) >= 0)
		forget(oldest);
	return empty_slot();
}

/* Adds a schema.  If there is no slot, it lives until its last release. */
static int
keep(BohJsonSchema *schema, uint64 hash)
{
	static uint64 serial = 0;
	int			slot;

	if (cache_context == NULL)
		cache_context = AllocSetContextCreate(TopMemoryContext, "boh JSON schemas",
											  ALLOCSET_SMALL_SIZES);
	schema->hash = hash;
	schema->serial = ++serial;
	slot = make_room(schema->bytes);
	schema->cached = slot >= 0;
	MemoryContextSetParent(schema->context, cache_context);
	if (schema->cached)
	{
		schemas[slot] = schema;
		total_bytes += schema->bytes;
	}
	return slot;
}

BohJsonSchema *
boh_json_schema_acquire(const Jsonb *source, BohJsonSchemaHint *hint, bool unchanged)
{
	BohJsonSchema *schema;
	uint64		hash;
	int			slot;

	if (hint != NULL && hint->serial != 0)
	{
		schema = schemas[hint->slot];
		if (schema != NULL && schema->serial == hint->serial &&
			(unchanged || is_from(schema, source)))
			return use(schema);
	}
	hash = source_hash(source);
	slot = find_slot(source, hash);
	if (slot >= 0)
		schema = schemas[slot];
	else
	{
		schema = boh_json_compile(source);
		slot = keep(schema, hash);
	}
	if (hint != NULL && slot >= 0)
	{
		hint->slot = slot;
		hint->serial = schema->serial;
	}
	return use(schema);
}

void
boh_json_schema_release(BohJsonSchema *schema)
{
	if (--schema->users == 0 && !schema->cached)
		MemoryContextDelete(schema->context);
}
