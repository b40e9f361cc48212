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
 * locks the number of the tables that move together, so that nobody writes.
 * Who writes to a shard by its name must share that lock, too: otherwise the
 * row stays behind.
 *
 * A table may also be divided over the nodes, by the hashes of a column.  Then
 * no name leads to all its rows.  A trigger of a shard works on the shards that
 * have the same hashes of other tables, which are on the same node.
 *
 * Without Citus in the server, all this is the test of a variable.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/index.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/invalidation.h"
#include "base/lock.h"
#include "base/shard.h"

/* ADV_LOCKTAG_CLASS_CITUS_SHARD_METADATA, _COLOCATED_SHARDS_METADATA */
#define SHARD_LOCK 4
#define COLOCATED_SHARDS_LOCK 8

typedef struct ShardKey
{
	Oid			table;
	int64		range;
} ShardKey;

typedef struct KnownShard
{
	ShardKey	key;
	int64		number;			/* or BOH_NO_SHARD or BOH_DIVIDED */
	int32		colocation;		/* as from boh_citus_colocation() */
	Oid			shard;			/* InvalidOid: this node does not have it */
} KnownShard;

static HTAB *known_shards = NULL;

typedef struct KnownRange
{
	Oid			shard;			/* key */
	int64		range;
} KnownRange;

static HTAB *known_ranges = NULL;

int64		boh_shard_range = BOH_WHOLE;

void		(*boh_refuse_divided) (Oid schema, Oid table);

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
		if (OidIsValid(relation) && known->key.table != relation)
			continue;
		if (known->number != BOH_NO_SHARD)
			boh_shard_changes++;
		hash_search(known_shards, &known->key, HASH_REMOVE, NULL);
	}
}

void
boh_shard_init(void)
{
	boh_on_relation_change(relation_changed);
	known_ranges = boh_relation_cache("boh shard ranges", sizeof(Oid), sizeof(KnownRange));
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
			.keysize = sizeof(ShardKey),
			.entrysize = sizeof(KnownShard)
		};

		known_shards = hash_create("boh shards", 64, &control, HASH_ELEM | HASH_BLOBS);
	}
	known = hash_search(known_shards, &made->key, HASH_ENTER, NULL);
	*known = *made;
}

static KnownShard
known_shard(Oid table)
{
	KnownShard	made;
	uint64		changes = boh_relation_changes;
	const KnownShard *known;

	memset(&made, 0, sizeof(made));
	made.key.table = table;
	made.key.range = boh_shard_range;
	known = known_shards == NULL ? NULL : hash_search(known_shards, &made.key, HASH_FIND, NULL);
	if (known != NULL)
		return *known;
	made.number = boh_citus_shard(table, boh_shard_range);
	if (made.number > 0)
	{
		made.colocation = boh_citus_colocation(table);
		made.shard = find_shard(table, made.number);
	}
	if (changes == boh_relation_changes)
		keep(&made);
	return made;
}

/*
 * Keep the schema from moving.  The lock may have waited for a move, so what is
 * known of the shards may be out of date.
 */
static void
lock_placement(const KnownShard *anchor)
{
	LOCKTAG		tag;

	if (anchor->colocation != 0)
		SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, (uint32) anchor->colocation,
							 COLOCATED_SHARDS_LOCK);
	else
		SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (anchor->number >> 32),
							 (uint32) anchor->number, SHARD_LOCK);
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
	if (anchor->number == BOH_NO_SHARD)
		return false;
	lock_placement(anchor);
	*anchor = known_shard(migrations);
	return anchor->number != BOH_NO_SHARD;
}

Oid
boh_shard_of(Oid schema, Oid table)
{
	KnownShard	known;

	if (!find_anchor(schema, &known) || !OidIsValid(known.shard))
		return table;
	known = known_shard(table);
	if (known.number == BOH_DIVIDED)
		boh_refuse_divided(schema, table);
	return OidIsValid(known.shard) ? known.shard : table;
}

/* Indexes of a shard have its number at the end of their names, too. */
Oid
boh_index_of(Oid relation, const char *name)
{
	Oid			schema = get_rel_namespace(relation);
	Oid			index = get_relname_relid(name, schema);
	const char *table;
	const char *suffix;

	if (!boh_citus_is_loaded() || !OidIsValid(index) ||
		IndexGetRelation(index, true) == relation)
		return index;
	/* NULL: dropped since it was looked up */
	table = get_rel_name(relation);
	suffix = table == NULL ? NULL : strrchr(table, '_');
	return suffix == NULL ? InvalidOid :
		get_relname_relid(psprintf("%s%s", name, suffix), schema);
}

/* The range of a shard, whose name ends with its number */
static int64
find_range(Relation relation)
{
	const char *suffix = strrchr(RelationGetRelationName(relation), '_');
	int64		number;
	int64		range;
	Oid			table = InvalidOid;

	if (suffix == NULL || strspn(suffix + 1, "0123456789") != strlen(suffix + 1))
		return BOH_WHOLE;
	number = strtoll(suffix + 1, NULL, 10);
	range = boh_citus_range(number, &table);
	if (range == BOH_WHOLE || get_rel_namespace(table) != RelationGetNamespace(relation) ||
		find_shard(table, number) != RelationGetRelid(relation))
		return BOH_WHOLE;
	return range;
}

void
boh_shard_enter(Relation relation)
{
	KnownRange	made = {.shard = RelationGetRelid(relation)};
	uint64		changes = boh_relation_changes;
	const KnownRange *known;

	if (!boh_citus_is_loaded())
		return;
	known = hash_search(known_ranges, &made.shard, HASH_FIND, NULL);
	if (known != NULL)
		made = *known;
	else
	{
		made.range = find_range(relation);
		if (changes == boh_relation_changes)
			*(KnownRange *) hash_search(known_ranges, &made.shard, HASH_ENTER, NULL) = made;
	}
	boh_shard_range = made.range;
}

void
boh_schema_stays(Oid schema)
{
	KnownShard	anchor;
	LOCKTAG		tag = boh_lock_tag(BOH_LOCK_PLACE, schema);

	if (boh_citus_is_loaded() && !find_anchor(schema, &anchor) &&
		LockAcquire(&tag, ShareLock, false, false) == LOCKACQUIRE_OK)
		AcceptInvalidationMessages();
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

/* Citus plans what names a divided table, unless this is done for one of its shards. */
static const char *
shard_name(Oid schema, const char *name)
{
	Oid			table = get_relname_relid(name, schema);
	KnownShard	known;

	if (!OidIsValid(table))
		return name;
	known = known_shard(table);
	return OidIsValid(known.shard) ? get_rel_name(known.shard) : name;
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

			appendBinaryStringInfo(&named, text, word - text);
			appendStringInfoString(&named, shard_name(schema, name));
			text = word + strlen(name);
		}
	}
	appendStringInfoString(&named, text);
	return named.data;
}
