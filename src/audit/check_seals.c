/*-------------------------------------------------------------------------
 *
 * audit/check_seals.c
 *	  The part of boh_audit_verify() that checks seals and their chain.
 *
 * A seal has the hash of the one before.  So the hash of one seal vouches for
 * all seals before it, and whoever knows it can tell whether these were
 * changed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "audit/check.h"
#include "audit/content.h"
#include "base/error.h"
#include "base/iso_time.h"
#include "base/query.h"

#define BATCH 1000

/*
 * Published hashes
 */

BOH_NORETURN static void refuse_published(const char *reason);

static void
refuse_published(const char *reason)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "published");
	boh_detail_text(&detail, "reason", reason);
	boh_raise(BOH_PUBLISHED_HASH, &detail, BOH_NO_PLACE, reason);
}

static JsonbValue *
member(JsonbContainer *object, const char *key, enum jbvType type)
{
	JsonbValue *value = getKeyJsonValueFromContainer(object, key, strlen(key), NULL);

	if (value == NULL || value->type != type)
		refuse_published(psprintf("it needs the member \"%s\", a %s", key,
								  type == jbvNumeric ? "number" : "string"));
	return value;
}

static int64
published_number(JsonbContainer *object)
{
	JsonbValue *value = member(object, "number", jbvNumeric);
	char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out,
														   NumericGetDatum(value->val.numeric)));
	size_t		length = strlen(text);

	if (strspn(text, "0123456789") != length || length > 18 || text[0] == '0')
		refuse_published("\"number\" is not the number of a seal");
	return strtoi64(text, NULL, 10);
}

static char *
published_hash(JsonbContainer *object)
{
	JsonbValue *value = member(object, "hash", jbvString);
	char	   *text = pnstrdup(value->val.string.val, value->val.string.len);

	if (strspn(text, "0123456789abcdefABCDEF") != strlen(text) ||
		strlen(text) != 2 * BOH_DIGEST_BYTES)
		refuse_published("\"hash\" is not 64 hexadecimal digits");
	return text;
}

static void
check_one_published(BohAuditCheck *check, JsonbContainer *object)
{
	int64		number = published_number(object);
	char	   *hash = published_hash(object);
	BohSeal		seal;

	if (!boh_seal_numbered(check->schema, number, &seal))
		boh_check_found(check, "published seal is missing", number, NULL, hash, "none");
	else if (pg_strcasecmp(hash, boh_hex(seal.hash, BOH_DIGEST_BYTES)) != 0)
		boh_check_found(check, "seal is not the published one", number, NULL, hash,
						boh_hex(seal.hash, BOH_DIGEST_BYTES));
}

void
boh_check_published(BohAuditCheck *check, Jsonb *published)
{
	JsonbContainer *root = &published->root;

	if (JsonContainerIsObject(root))
	{
		check_one_published(check, root);
		return;
	}
	if (!JsonContainerIsArray(root) || JsonContainerIsScalar(root))
		refuse_published("it is neither an object nor an array");
	for (uint32 i = 0; i < JsonContainerSize(root); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(root, i);

		CHECK_FOR_INTERRUPTS();
		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			refuse_published("a member of the array is not an object");
		check_one_published(check, value->val.binary.data);
	}
}

/*
 * The chain
 */

/* The seal before the one that is being checked */
typedef struct Previous
{
	int64		number;
	bool		known;			/* it is there: */
	TimestampTz sealed_at;
	uint8		hash[BOH_DIGEST_BYTES];
} Previous;

BohSealedSystem *
boh_check_system(const BohAuditCheck *check, int64 identifier)
{
	ListCell   *cell;

	foreach(cell, check->systems)
	{
		BohSealedSystem *system = lfirst(cell);

		if (system->identifier == identifier)
			return system;
	}
	return NULL;
}

static char *
position_text(const BohAuditPosition *position)
{
	return psprintf(UINT64_FORMAT ", %s", position->xid,
					DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(&position->id))));
}

/* Seals of one run cover rows side by side, those of a later run later rows. */
static void
check_position(BohAuditCheck *check, const BohSeal *seal)
{
	BohSealedSystem *system = boh_check_system(check, seal->system_identifier);

	if (system == NULL)
	{
		MemoryContext previous = MemoryContextSwitchTo(check->context);

		system = palloc0(sizeof(BohSealedSystem));
		system->identifier = seal->system_identifier;
		system->run = seal->sealed_at;
		system->first = seal->first;
		system->last = seal->first;
		check->systems = lappend(check->systems, system);
		MemoryContextSwitchTo(previous);
	}
	if (system->run != seal->sealed_at)
	{
		system->last_before = system->last;
		system->run = seal->sealed_at;
	}
	if (boh_position_compare(&seal->first, &system->last_before) <= 0)
		boh_check_found(check, "seal covers rows before those of an earlier seal", seal->number,
						NULL, psprintf("after %s", position_text(&system->last_before)),
						position_text(&seal->first));
	if (boh_position_compare(&seal->first, &system->first) < 0)
		system->first = seal->first;
	if (boh_position_compare(&seal->last, &system->last) > 0)
		system->last = seal->last;
}

static void
check_follows(BohAuditCheck *check, const BohSeal *seal, const Previous *previous)
{
	if (seal->number > previous->number + 1)
		boh_check_found(check, "seal is missing", previous->number + 1, NULL,
						psprintf(INT64_FORMAT " to " INT64_FORMAT, previous->number + 1,
								 seal->number - 1), "none");
	else if (previous->known &&
			 memcmp(seal->previous_hash, previous->hash, BOH_DIGEST_BYTES) != 0)
		boh_check_found(check, "seal does not follow the one before", seal->number, NULL,
						boh_hex(previous->hash, BOH_DIGEST_BYTES),
						boh_hex(seal->previous_hash, BOH_DIGEST_BYTES));
	if (previous->known && seal->sealed_at < previous->sealed_at)
		boh_check_found(check, "seal is older than the one before", seal->number, NULL,
						psprintf("not before %s", boh_iso_time_text(previous->sealed_at)),
						boh_iso_time_text(seal->sealed_at));
}

static void
check_seal(BohAuditCheck *check, const BohSeal *seal, Previous *previous)
{
	uint8		hash[BOH_DIGEST_BYTES];

	boh_seal_hash(seal, hash);
	if (memcmp(hash, seal->hash, BOH_DIGEST_BYTES) != 0)
		boh_check_found(check, "seal was changed", seal->number, NULL,
						boh_hex(seal->hash, BOH_DIGEST_BYTES), boh_hex(hash, BOH_DIGEST_BYTES));
	check_follows(check, seal, previous);
	check_position(check, seal);
	check->seals++;
	check->sealed_rows += seal->rows;
	previous->number = seal->number;
	previous->known = true;
	previous->sealed_at = seal->sealed_at;
	memcpy(previous->hash, seal->hash, BOH_DIGEST_BYTES);
}

/* The seal before the first one: there is none, or it is not checked. */
static void
find_previous(BohAuditCheck *check, Previous *previous)
{
	BohSeal		seal;

	memset(previous, 0, sizeof(*previous));
	previous->number = check->from - 1;
	if (previous->number == 0)
	{
		/* The first seal follows zeros. */
		previous->known = true;
		previous->sealed_at = DT_NOBEGIN;
	}
	else if (!boh_seal_numbered(check->schema, previous->number, &seal))
		boh_check_found(check, "seal is missing", previous->number, NULL,
						psprintf(INT64_FORMAT, previous->number), "none");
	else
	{
		previous->known = true;
		previous->sealed_at = seal.sealed_at;
		memcpy(previous->hash, seal.hash, BOH_DIGEST_BYTES);
	}
}

static uint64
check_batch(BohAuditCheck *check, Previous *previous)
{
	MemoryContext context = CurrentMemoryContext;
	uint64		count = boh_seals_between(check->schema, previous->number, check->to, BATCH);

	MemoryContextSwitchTo(context);
	for (uint64 row = 0; row < count; row++)
	{
		BohSeal		seal;

		CHECK_FOR_INTERRUPTS();
		boh_seal_read(row, &seal);
		check_seal(check, &seal, previous);
	}
	SPI_freetuptable(SPI_tuptable);
	return count;
}

void
boh_check_seals(BohAuditCheck *check)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh seals",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	Previous	previous;
	BohSeal		newest;

	if (boh_seal_newest(check->schema, false, &newest))
	{
		check->newest_system = newest.system_identifier;
		check->newest_position = newest.last;
	}
	find_previous(check, &previous);
	while (check_batch(check, &previous) == BATCH)
		MemoryContextReset(context);
	if (check->to < PG_INT64_MAX && previous.number < check->to)
		boh_check_found(check, "seal is missing", previous.number + 1, NULL,
						psprintf(INT64_FORMAT " to " INT64_FORMAT, previous.number + 1, check->to),
						"none");
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}
