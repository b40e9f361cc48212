/*-------------------------------------------------------------------------
 *
 * base/shard.c
 *	  Tables whose rows Citus keeps in shards.
 *
 * In a schema that citus_schema_distribute() has distributed, each node has
 * all tables, and these are empty.  One node has the rows, in shards: tables
 * with names like events_102008 in the same schema.  Triggers run on shards.
 * A function that runs on that node must work there, too.  So the names of
 * tables lead to the shards.  Statements do not go through the planner of
 * Citus then, which would cost as much as the rest of a booking.
 *
 * Citus moves a schema to another node while others write.  At the end it
 * locks the shards' numbers for a moment, so that nobody writes.  Who writes
 * to a shard by its name must hold such a lock, too.  One for each schema is
 * enough, that of schema_migrations, because all shards move together.  More
 * locks could end in a deadlock with Citus, which takes them in its own order.
 *
 * Without Citus in the server, all this is the test of a variable.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/citus.h"
#include "base/invalidation.h"
#include "base/shard.h"

/* ADV_LOCKTAG_CLASS_CITUS_SHARD_METADATA */
#define SHARD_LOCK 4

typedef struct KnownShard
{
	Oid			table;			/* key */
	int64		number;			/* 0: there is no such shard */
	Oid			shard;			/* InvalidOid: this node does not have it */
} KnownShard;

static HTAB *known_shards = NULL;

uint64		boh_shard_changes = 0;

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relation)
{
	HASH_SEQ_STATUS scan;
	KnownShard *known;

	if (known_shards == NULL)
		return;
	hash_seq_init(&scan, known_shards);
	while ((known = hash_seq_search(&scan)) != NULL)
	{
		if (OidIsValid(relation) && known->table != relation)
			continue;
		if (known->number != 0)
			boh_shard_changes++;
		hash_search(known_shards, &known->table, HASH_REMOVE, NULL);
	}
}

void
boh_shard_init(void)
{
	boh_on_relation_change(relation_changed);
}

static Oid
owner_of(Oid table)
{
	Relation	relation = relation_open(table, AccessShareLock);
	Oid			owner = relation->rd_rel->relowner;

	relation_close(relation, AccessShareLock);
	return owner;
}

/*
 * Whoever may create tables in the schema could give one the name of a shard,
 * but not its owner.
 */
static Oid
find_shard(Oid table, int64 number)
{
	const char *name = psprintf("%s_" INT64_FORMAT, get_rel_name(table), number);
	Oid			shard = get_relname_relid(name, get_rel_namespace(table));

	/* What was moved away may stay for a while, and is out of date. */
	if (!OidIsValid(shard) || boh_citus_group(number) != boh_citus_local_group() ||
		owner_of(shard) != owner_of(table))
		return InvalidOid;
	return shard;
}

static void
keep(const KnownShard *made)
{
	KnownShard *known;

	if (known_shards == NULL)
	{
		HASHCTL		control = {
			.keysize = sizeof(Oid),
			.entrysize = sizeof(KnownShard)
		};

		known_shards = hash_create("boh shards", 64, &control, HASH_ELEM | HASH_BLOBS);
	}
	known = hash_search(known_shards, &made->table, HASH_ENTER, NULL);
	*known = *made;
}

static KnownShard
known_shard(Oid table)
{
	KnownShard	made = {.table = table};
	uint64		changes = boh_relation_changes;
	const KnownShard *known = known_shards == NULL ? NULL :
	hash_search(known_shards, &made.table, HASH_FIND, NULL);

	if (known != NULL)
		return *known;
	made.number = boh_citus_shard(table);
	if (made.number != 0)
		made.shard = find_shard(table, made.number);
	if (changes == boh_relation_changes)
		keep(&made);
	return made;
}

/*
 * Keep the schema from moving.  The lock may have waited for a move, so what is
 * known of the shards may be out of date.
 */
static void
lock_placement(int64 number)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (number >> 32), (uint32) number, SHARD_LOCK);
	if (LockAcquire(&tag, ShareLock, false, false) == LOCKACQUIRE_OK)
		AcceptInvalidationMessages();
}

/* false: the schema is not distributed. */
static bool
find_anchor(Oid schema, KnownShard *anchor)
{
	Oid			migrations;

	if (!boh_citus_is_loaded())
		return false;
	migrations = get_relname_relid("schema_migrations", schema);
	if (!OidIsValid(migrations))
		return false;
	*anchor = known_shard(migrations);
	if (anchor->number == 0)
		return false;
	lock_placement(anchor->number);
	*anchor = known_shard(migrations);
	return anchor->number != 0;
}

Oid
boh_shard_of(Oid schema, Oid table)
{
	KnownShard	known;

	if (!find_anchor(schema, &known) || !OidIsValid(known.shard))
		return table;
	known = known_shard(table);
	return OidIsValid(known.shard) ? known.shard : table;
}

bool
boh_schema_is_elsewhere(Oid schema)
{
	KnownShard	anchor;

	return find_anchor(schema, &anchor) && !OidIsValid(anchor.shard);
}

char *
boh_schema_node(Oid schema)
{
	KnownShard	anchor;

	return find_anchor(schema, &anchor) ? boh_citus_node(boh_citus_group(anchor.number)) : NULL;
}

static size_t
name_length(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

char *
boh_name_shards(const char *text, Oid schema)
{
	static const char prefix[] = "{schema}.";
	KnownShard	anchor;
	const char *found;
	StringInfoData named;

	initStringInfo(&named);
	if (find_anchor(schema, &anchor) && OidIsValid(anchor.shard))
	{
		while ((found = strstr(text, prefix)) != NULL)
		{
			const char *word = found + strlen(prefix);
			char	   *name = pnstrdup(word, name_length(word));
			Oid			table = get_relname_relid(name, schema);

			appendBinaryStringInfo(&named, text, word - text);
			appendStringInfoString(&named, OidIsValid(table) ?
								   get_rel_name(boh_shard_of(schema, table)) : name);
			text = word + strlen(name);
		}
	}
	appendStringInfoString(&named, text);
	return named.data;
}
