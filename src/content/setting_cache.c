/*-------------------------------------------------------------------------
 *
 * content/setting_cache.c
 *	  The backend's cache of site_settings.
 *
 * It works like PostgreSQL's own catalog caches.  Triggers invalidate the
 * relcache entry of the table.  Other backends receive the invalidation when
 * the change commits; the changing backend processes it at the end of the
 * command, and again at a rollback.
 *
 * An invalidation only increments a counter.  The next lookup then reads the
 * table again.  It copies the counter before it takes the snapshot, so that a
 * change that commits during reading makes the next lookup read once more.
 * The snapshot is a catalog snapshot: at every isolation level it shows what
 * is committed now and what this transaction's commands have done.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "storage/bufmgr.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"

#include "base/fetch.h"
#include "base/invalidation.h"
#include "content/setting_cache.h"

/* A larger table is not cached: each lookup reads the table. */
#define TABLE_BYTES (4 * 1024 * 1024)

/* If the cache grows beyond this, only the table loaded last is kept. */
#define ALL_TABLES_BYTES (16 * 1024 * 1024)

static const BohColumn columns[] = {
	[SETTING_KEY] = {"key", TEXTOID},
	[SETTING_VALUE] = {"value", TEXTOID},
	[SETTING_TYPE] = {"type", InvalidOid},
	[SETTING_GROUP] = {"setting_group", InvalidOid},
	[SETTING_IS_PUBLIC] = {"is_public", BOOLOID},
	[SETTING_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
};

const BohTable boh_setting_table = {"site_settings", SETTING_COLUMNS, columns};

/* An entry of a table's hash table, which simplehash.h defines. */
typedef struct KeptSetting
{
	const text *key;
	BohSetting	setting;
	uint32		hash;
	char		status;
} KeptSetting;

static uint32 hash_key(const text *key);
static bool equal_keys(const text *one, const text *other);

#define SH_PREFIX kept
#define SH_ELEMENT_TYPE KeptSetting
#define SH_KEY_TYPE const text *
#define SH_KEY key
#define SH_HASH_KEY(table, key) hash_key(key)
#define SH_EQUAL(table, one, other) equal_keys(one, other)
#define SH_SCOPE static inline
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) entry->hash
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct KeptTable
{
	Oid			table;			/* hash key */
	uint64		changes;		/* counts invalidations */
	uint64		loaded_changes; /* value of changes before loading */
	MemoryContext context;		/* holds settings; NULL: not loaded */
	kept_hash  *settings;		/* NULL: too large to be cached */
} KeptTable;

static MemoryContext cache_context = NULL;
static HTAB *kept_tables = NULL;
static KeptTable *last_table = NULL;	/* found last, to save a search */

static uint32
hash_key(const text *key)
{
	return hash_bytes((const unsigned char *) VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key));
}

static bool
equal_keys(const text *one, const text *other)
{
	return VARSIZE_ANY_EXHDR(one) == VARSIZE_ANY_EXHDR(other) &&
		memcmp(VARDATA_ANY(one), VARDATA_ANY(other), VARSIZE_ANY_EXHDR(one)) == 0;
}

/* Frees nothing: an invalidation can arrive while a caller uses an entry. */
static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	HASH_SEQ_STATUS scan;
	KeptTable  *kept;

	if (OidIsValid(relid))
	{
		kept = hash_search(kept_tables, &relid, HASH_FIND, NULL);
		if (kept != NULL)
			kept->changes++;
		return;
	}
	hash_seq_init(&scan, kept_tables);
	while ((kept = hash_seq_search(&scan)) != NULL)
		kept->changes++;
}

void
boh_setting_cache_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(Oid),
		.entrysize = sizeof(KeptTable)
	};

	cache_context = AllocSetContextCreate(TopMemoryContext, "boh settings",
										  ALLOCSET_SMALL_SIZES);
	control.hcxt = cache_context;
	kept_tables = hash_create("boh settings", 8, &control,
							  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	boh_on_relation_change(relation_changed);
}

/*
 * Reading the table
 */

/*
 * Scan all rows or, with a key, the row of that key.  boh_row_open() with NULL
 * checks the columns before the first row is read.
 */
static SysScanDesc
begin_scan(Relation relation, const text *key)
{
	BohRow		row;
	ScanKeyData scan_key;
	AttrNumber	attribute;
	Oid			index;

	boh_row_open(&row, relation, &boh_setting_table, NULL);
	if (key == NULL)
		return systable_beginscan(relation, InvalidOid, false, NULL, 0, NULL);
	attribute = row.attributes[SETTING_KEY];
	index = boh_fetch_index(relation, "uq_site_settings_key", &attribute, 1);
	ScanKeyEntryInitialize(&scan_key, 0, attribute, BTEqualStrategyNumber, InvalidOid,
						   C_COLLATION_OID, F_TEXTEQ, PointerGetDatum(key));
	return systable_beginscan(relation, index, OidIsValid(index), NULL, 1, &scan_key);
}

static bool
next_row(SysScanDesc scan, Relation relation, BohRow *row)
{
	HeapTuple	tuple = systable_getnext(scan);

	if (!HeapTupleIsValid(tuple))
		return false;
	boh_row_open(row, relation, &boh_setting_table, tuple);
	return true;
}

static Size
row_bytes(const BohRow *row)
{
	bool		isnull;
	Datum		value = boh_get(row, SETTING_VALUE, &isnull);
	Size		bytes = sizeof(KeptSetting) + NAMEDATALEN;

	return isnull ? bytes : bytes + toast_raw_datum_size(value);
}

/* A copy in the current memory context. */
static BohSetting
copy_row(const BohRow *row)
{
	bool		isnull;
	Datum		value = boh_get(row, SETTING_VALUE, &isnull);
	BohSetting	setting = {
		.key = DatumGetTextPCopy(boh_get_required(row, SETTING_KEY)),
		.value = isnull ? NULL : DatumGetTextPCopy(value),
		.type = DatumGetObjectId(boh_get_required(row, SETTING_TYPE)),
		.setting_group = DatumGetObjectId(boh_get_required(row, SETTING_GROUP)),
		.is_public = DatumGetBool(boh_get_required(row, SETTING_IS_PUBLIC))
	};

	return setting;
}

/*
 * Keeping the table in the cache
 */

/* All settings, allocated in context; NULL if they are too large to cache. */
static kept_hash *
load_settings(Relation relation, MemoryContext context)
{
	kept_hash  *settings = kept_create(context, 32, NULL);
	SysScanDesc scan;
	BohRow		row;
	Size		bytes = 0;

	if ((uint64) RelationGetNumberOfBlocks(relation) * BLCKSZ > TABLE_BYTES)
		return NULL;
	scan = begin_scan(relation, NULL);
	while (next_row(scan, relation, &row) &&
		   (bytes += row_bytes(&row)) <= TABLE_BYTES)
	{
		MemoryContext previous = MemoryContextSwitchTo(context);
		BohSetting	setting = copy_row(&row);
		bool		found;

		kept_insert(settings, setting.key, &found)->setting = setting;
		MemoryContextSwitchTo(previous);
	}
	systable_endscan(scan);
	return bytes > TABLE_BYTES ? NULL : settings;
}

static void
forget_table(KeptTable *kept)
{
	if (kept->context != NULL)
		MemoryContextDelete(kept->context);
	if (kept == last_table)
		last_table = NULL;
	hash_search(kept_tables, &kept->table, HASH_REMOVE, NULL);
}

/*
 * Remove other tables that changed or were dropped; if the cache is too large,
 * all other tables.
 */
static void
make_room(const KeptTable *newest)
{
	bool		full = MemoryContextMemAllocated(cache_context, true) > ALL_TABLES_BYTES;
	HASH_SEQ_STATUS scan;
	KeptTable  *kept;

	hash_seq_init(&scan, kept_tables);
	while ((kept = hash_seq_search(&scan)) != NULL)
	{
		if (kept != newest && (full || kept->changes != kept->loaded_changes))
			forget_table(kept);
	}
}

static void
load(KeptTable *kept)
{
	Relation	relation = boh_fetch_open(kept->table);
	uint64		changes = kept->changes;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "boh settings of a table",
												  ALLOCSET_DEFAULT_SIZES);
	kept_hash  *settings = load_settings(relation, context);

	MemoryContextCopyAndSetIdentifier(context, RelationGetRelationName(relation));
	table_close(relation, AccessShareLock);

	/* no error can be raised from here on */
	if (settings == NULL)
		MemoryContextReset(context);
	if (kept->context != NULL)
		MemoryContextDelete(kept->context);
	MemoryContextSetParent(context, cache_context);
	kept->context = context;
	kept->settings = settings;
	kept->loaded_changes = changes;
	make_room(kept);
}

static KeptTable *
find_table(Oid table)
{
	KeptTable  *kept = last_table;
	bool		found;

	/* needed because the call may take no new table lock */
	AcceptInvalidationMessages();
	if (kept == NULL || kept->table != table)
	{
		kept = hash_search(kept_tables, &table, HASH_ENTER, &found);
		if (!found)
		{
			kept->changes = 0;
			kept->context = NULL;
			kept->settings = NULL;
		}
		last_table = kept;
	}
	if (kept->context == NULL || kept->changes != kept->loaded_changes)
		load(kept);
	return kept;
}

const BohSetting *
boh_setting_find(Oid table, const text *key)
{
	KeptTable  *kept = find_table(table);
	static BohSetting setting;
	KeptSetting *entry;
	Relation	relation;
	SysScanDesc scan;
	BohRow		row;
	bool		found;

	if (kept->settings != NULL)
	{
		entry = kept_lookup(kept->settings, key);
		return entry == NULL ? NULL : &entry->setting;
	}
	relation = boh_fetch_open(table);
	scan = begin_scan(relation, key);
	found = next_row(scan, relation, &row);
	if (found)
		setting = copy_row(&row);
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found ? &setting : NULL;
}

void
boh_setting_visit(Oid table, BohSettingVisitor visit, void *argument)
{
	KeptTable  *kept = find_table(table);
	kept_iterator iterator;
	KeptSetting *entry;
	Relation	relation;
	SysScanDesc scan;
	BohRow		row;

	if (kept->settings != NULL)
	{
		kept_start_iterate(kept->settings, &iterator);
		while ((entry = kept_iterate(kept->settings, &iterator)) != NULL)
			visit(&entry->setting, argument);
		return;
	}
	relation = boh_fetch_open(table);
	scan = begin_scan(relation, NULL);
	while (next_row(scan, relation, &row))
	{
		BohSetting	setting = copy_row(&row);

		visit(&setting, argument);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
}
