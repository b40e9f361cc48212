/*-------------------------------------------------------------------------
 *
 * people/session_key.c
 *	  The keys that sign tokens: the triggers of session_keys, and the
 *	  backend's cache.
 *
 * The cache hears of changes as that of settings does (setting_cache.c): each
 * change of the table invalidates its relcache entry, and the keys are read
 * again with a catalog snapshot.  So a key that was removed is not accepted any
 * more as soon as that is committed, at every isolation level.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <openssl/evp.h>

#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/memutils.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/fetch.h"
#include "base/invalidation.h"
#include "base/row.h"
#include "people/public_key.h"
#include "people/session_key.h"

PG_FUNCTION_INFO_V1(boh_session_keys_guard);
PG_FUNCTION_INFO_V1(boh_session_keys_check);
PG_FUNCTION_INFO_V1(boh_session_keys_changed);

typedef enum KeyColumn
{
	KEY_KID,
	KEY_ALGORITHM,
	KEY_PUBLIC_KEY,
	KEY_ISSUER,
	KEY_AUDIENCE,
	KEY_VALID_FROM,
	KEY_VALID_TO,
	KEY_COLUMNS
} KeyColumn;

static const BohColumn columns[] = {
	[KEY_KID] = {"kid", TEXTOID},
	[KEY_ALGORITHM] = {"algorithm", TEXTOID},
	[KEY_PUBLIC_KEY] = {"public_key", TEXTOID},
	[KEY_ISSUER] = {"issuer", TEXTOID},
	[KEY_AUDIENCE] = {"audience", TEXTOID},
	[KEY_VALID_FROM] = {"valid_from", TIMESTAMPTZOID},
	[KEY_VALID_TO] = {"valid_to", TIMESTAMPTZOID},
};

const char	boh_session_keys_name[] = "session_keys";
static const BohTable key_table = {boh_session_keys_name, KEY_COLUMNS, columns};

typedef struct KeptKey
{
	Oid			table;			/* InvalidOid: none */
	bool		current;		/* the table has not changed since */
	char	   *kid;
	BohSessionKey key;
	MemoryContext context;		/* holds kid and key */
} KeptKey;

#define KEPT_KEYS 32
static KeptKey kept_keys[KEPT_KEYS];
static KeptKey reading;			/* is being read, and is not found yet */
static int	oldest_key = 0;
static uint64 last_serial = 0;

/*
 * Triggers
 */

/*
 * Whoever may write a key can sign in as anybody.  So no GRANT allows it, and
 * only the owner's rights do.
 */
Datum
boh_session_keys_guard(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_session_keys_guard",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE | BOH_TRIGGER_TRUNCATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohDetail	detail;

	if (!has_privs_of_role(GetUserId(), trigger->tg_relation->rd_rel->relowner))
	{
		boh_detail_init(&detail);
		boh_raise(BOH_SESSION_KEYS_WRITTEN, &detail,
				  BOH_PLACE(schema, boh_session_keys_name, NULL, NULL));
	}
	PG_RETURN_POINTER(NULL);
}

BOH_NORETURN static void raise_key_error(BohError error, Oid schema, const BohRow *row);

/* Never shows the key, which may be a private one. */
static void
raise_key_error(BohError error, Oid schema, const BohRow *row)
{
	const char *algorithm = boh_get_text(row, KEY_ALGORITHM);
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "kid", boh_get_text(row, KEY_KID));
	boh_detail_text(&detail, "algorithm", algorithm);
	boh_raise(error, &detail, BOH_PLACE(schema, boh_session_keys_name, "public_key", NULL),
			  algorithm);
}

static void
check_key(const BohRow *row, Oid schema)
{
	const char *text = boh_get_text(row, KEY_PUBLIC_KEY);
	const char *name = boh_get_text(row, KEY_ALGORITHM);
	BohAlgorithm algorithm;
	EVP_PKEY   *key;
	BohKeyProblem problem;

	if (text == NULL)
		return;
	if (boh_public_key_is_secret(text))
		raise_key_error(BOH_SESSION_KEY_SECRET, schema, row);
	/* constraints refuse other algorithms */
	if (name == NULL || !boh_algorithm_find(name, &algorithm))
		return;
	problem = boh_public_key_read(text, algorithm, &key);
	EVP_PKEY_free(key);
	if (problem == BOH_KEY_UNREADABLE)
		raise_key_error(BOH_SESSION_KEY_UNREADABLE, schema, row);
	if (problem == BOH_KEY_MISFIT)
		raise_key_error(BOH_SESSION_KEY_MISFIT, schema, row);
	if (problem == BOH_KEY_WEAK)
		raise_key_error(BOH_SESSION_KEY_WEAK, schema, row);
}

Datum
boh_session_keys_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_session_keys_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;

	boh_row_open_new(&row, trigger, &key_table);
	check_key(&row, schema);
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

/* ENABLE ALWAYS: replication fires it, too. */
Datum
boh_session_keys_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_session_keys_changed",
									   BOH_TRIGGER_AFTER |
									   BOH_TRIGGER_ROW | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE | BOH_TRIGGER_TRUNCATE);

	CacheInvalidateRelcache(trigger->tg_relation);
	PG_RETURN_POINTER(NULL);
}

/*
 * Cache
 */

/* Frees nothing: an invalidation can arrive while a caller uses a key. */
static void
relation_changed(Datum argument pg_attribute_unused(), Oid relation)
{
	for (int i = 0; i < KEPT_KEYS; i++)
	{
		if (!OidIsValid(relation) || kept_keys[i].table == relation)
			kept_keys[i].current = false;
	}
	if (!OidIsValid(relation) || reading.table == relation)
		reading.current = false;
}

void
boh_session_key_init(void)
{
	boh_on_relation_change(relation_changed);
}

static void
free_key(void *key)
{
	EVP_PKEY_free(*(EVP_PKEY **) key);
}

/* Read a key into memory that is freed with its context. */
static EVP_PKEY *
read_key(MemoryContext context, const char *text, BohAlgorithm algorithm)
{
	MemoryContextCallback *callback = MemoryContextAlloc(context, sizeof(MemoryContextCallback));
	EVP_PKEY  **key = MemoryContextAllocZero(context, sizeof(EVP_PKEY *));

	callback->func = free_key;
	callback->arg = key;
	MemoryContextRegisterResetCallback(context, callback);
	(void) boh_public_key_read(text, algorithm, key);
	return *key;
}

static char *
copy_text(MemoryContext context, const BohRow *row, int column)
{
	return MemoryContextStrdup(context, TextDatumGetCString(boh_get_required(row, column)));
}

/* false: the key cannot be used, because it came past the trigger. */
static bool
read_row(const BohRow *row, MemoryContext context, BohSessionKey *key)
{
	bool		endless;
	Datum		valid_to = boh_get(row, KEY_VALID_TO, &endless);

	if (!boh_algorithm_find(TextDatumGetCString(boh_get_required(row, KEY_ALGORITHM)),
							&key->algorithm))
		return false;
	key->issuer = copy_text(context, row, KEY_ISSUER);
	key->audience = copy_text(context, row, KEY_AUDIENCE);
	key->valid_from = DatumGetTimestampTz(boh_get_required(row, KEY_VALID_FROM));
	key->valid_to = endless ? DT_NOEND : DatumGetTimestampTz(valid_to);
	key->key = read_key(context, TextDatumGetCString(boh_get_required(row, KEY_PUBLIC_KEY)),
						key->algorithm);
	return key->key != NULL;
}

static bool
read_table(Oid table, const char *kid, MemoryContext context, BohSessionKey *key)
{
	Relation	relation = boh_fetch_open(table);
	BohRow		row;
	ScanKeyData scan_key;
	SysScanDesc scan;
	Oid			index;
	bool		found = false;

	boh_row_open(&row, relation, &key_table, NULL);
	index = boh_fetch_index(relation, "pk_session_keys", row.attributes, 1);
	ScanKeyEntryInitialize(&scan_key, 0, row.attributes[KEY_KID], BTEqualStrategyNumber,
						   InvalidOid, C_COLLATION_OID, F_TEXTEQ, CStringGetTextDatum(kid));
	scan = systable_beginscan(relation, index, OidIsValid(index), NULL, 1, &scan_key);
	boh_row_take(&row, systable_getnext(scan));
	if (HeapTupleIsValid(row.tuple))
		found = read_row(&row, context, key);
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

static KeptKey *
find_kept(Oid table, const char *kid)
{
	for (int i = 0; i < KEPT_KEYS; i++)
	{
		if (kept_keys[i].table == table && kept_keys[i].current &&
			strcmp(kept_keys[i].kid, kid) == 0)
			return &kept_keys[i];
	}
	return NULL;
}

/* An entry that is of no use any more; the oldest one, if all are. */
static KeptKey *
make_room(void)
{
	KeptKey    *kept;

	for (int i = 0; i < KEPT_KEYS; i++)
	{
		if (!kept_keys[i].current)
			return &kept_keys[i];
	}
	kept = &kept_keys[oldest_key];
	oldest_key = (oldest_key + 1) % KEPT_KEYS;
	return kept;
}

/*
 * Read a key and keep it; NULL: there is none.  If the table changes while it
 * is read, the key is not current, and is read again the next time.
 */
static KeptKey *
keep(Oid table, const char *kid)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh session key",
												  ALLOCSET_SMALL_SIZES);
	KeptKey    *kept;

	reading.table = table;
	reading.current = true;
	if (!read_table(table, kid, context, &reading.key))
	{
		MemoryContextDelete(context);
		return NULL;
	}
	reading.kid = MemoryContextStrdup(context, kid);
	reading.key.serial = ++last_serial;
	reading.context = context;

	/* no error can be raised from here on */
	MemoryContextSetParent(context, TopMemoryContext);
	kept = make_room();
	if (kept->context != NULL)
		MemoryContextDelete(kept->context);
	*kept = reading;
	return kept;
}

const BohSessionKey *
boh_session_key_find(Oid table, const char *kid)
{
	KeptKey    *kept;

	/* needed because the call may take no new table lock */
	AcceptInvalidationMessages();
	kept = find_kept(table, kid);
	if (kept == NULL)
		kept = keep(table, kid);
	return kept == NULL ? NULL : &kept->key;
}

const BohSessionKey *
boh_session_key_again(Oid table, uint64 serial)
{
	AcceptInvalidationMessages();
	for (int i = 0; i < KEPT_KEYS; i++)
	{
		if (kept_keys[i].table == table && kept_keys[i].current &&
			kept_keys[i].key.serial == serial)
			return &kept_keys[i].key;
	}
	return NULL;
}

bool
boh_session_key_is_valid(const BohSessionKey *key, TimestampTz now)
{
	return key->valid_from <= now && now < key->valid_to;
}
