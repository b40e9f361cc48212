/*-------------------------------------------------------------------------
 *
 * audit/check_personal.c
 *	  The part of boh_audit_verify() that checks personal values.
 *
 * The content of a row has salted hashes of these.  As long as a value is
 * there, it must match its hash.  Erasing a person removes the values.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/inet.h"
#include "utils/jsonb.h"

#include "audit/check.h"
#include "audit/content.h"
#include "base/query.h"
#include "base/uuid.h"
#include "json/build.h"

static const BohQuery open_account = {
	.text = "SELECT FROM {schema}.users WHERE id = $1 AND deleted_at IS NULL",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "users",
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

/* Where a row's values and hashes differ */
typedef struct Difference
{
	const char *problem;		/* NULL: nowhere */
	const char *expected;
	const char *actual;
} Difference;

static void
differ(Difference *difference, const char *problem, const char *expected, const char *actual)
{
	difference->problem = problem;
	difference->expected = expected;
	difference->actual = actual;
}

static Jsonb *
get_jsonb(const BohRow *row, int column)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	return isnull ? NULL : DatumGetJsonbP(value);
}

/* A member of an object; NULL: there is none, or it is no object. */
static JsonbValue *
member(JsonbContainer *object, const char *key, int length)
{
	if (object == NULL || !JsonContainerIsObject(object))
		return NULL;
	return getKeyJsonValueFromContainer(object, key, length, NULL);
}

static JsonbContainer *
member_object(JsonbContainer *object, const char *key, int length)
{
	JsonbValue *value = member(object, key, length);

	return value != NULL && value->type == jbvBinary ? value->val.binary.data : NULL;
}

/* The text of a string member; NULL: there is none. */
static char *
member_text(JsonbContainer *object, const char *key)
{
	JsonbValue *value = member(object, key, strlen(key));

	return value != NULL && value->type == jbvString ?
		pnstrdup(value->val.string.val, value->val.string.len) : NULL;
}

static int
digit(char letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* false: the object {"salt": ..} has no salt of the right form. */
static bool
read_salt(JsonbContainer *object, uint8 *salt)
{
	char	   *text = member_text(object, "salt");

	if (text == NULL || strlen(text) != 2 * BOH_SALT_BYTES)
		return false;
	for (int i = 0; i < BOH_SALT_BYTES; i++)
	{
		int			high = digit(text[2 * i]);
		int			low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		salt[i] = (uint8) (high << 4 | low);
	}
	return true;
}

/* A value, by the key "before" or "after" and its own key */
typedef struct ValueName
{
	const char *side;			/* NULL: client_address */
	char	   *key;
	int			length;
} ValueName;

/* Made for a finding only, because it takes long. */
static char *
value_name(const ValueName *name)
{
	return name->side == NULL ? pstrdup("client_address") :
		psprintf("%s.%.*s", name->side, name->length, name->key);
}

static void
compare(Difference *difference, const ValueName *name, JsonbContainer *apart, Jsonb *value,
		const char *hash)
{
	uint8		salt[BOH_SALT_BYTES];
	uint8		actual[BOH_DIGEST_BYTES];
	char	   *actual_text;

	if (hash == NULL)
		differ(difference, "personal value has no hash",
			   psprintf("%s without a value", value_name(name)),
			   psprintf("%s with a value", value_name(name)));
	else if (!read_salt(apart, salt))
		differ(difference, "personal value was changed",
			   psprintf("%s: %s", value_name(name), hash),
			   psprintf("%s: no salt", value_name(name)));
	else
	{
		boh_salted_hash(salt, value, actual);
		actual_text = boh_hex(actual, BOH_DIGEST_BYTES);
		if (strcmp(actual_text, hash) != 0)
			differ(difference, "personal value was changed",
				   psprintf("%s: %s", value_name(name), hash),
				   psprintf("%s: %s", value_name(name), actual_text));
	}
}

static void
check_client(Difference *difference, const BohRow *row, JsonbContainer *personal)
{
	bool		isnull;
	Datum		address = boh_get(row, AUDIT_CLIENT_ADDRESS, &isnull);
	Datum		hash;
	char	   *hash_text = NULL;
	ValueName	name = {.side = NULL};

	if (isnull)
		return;
	hash = boh_get(row, AUDIT_CLIENT_HASH, &isnull);
	if (!isnull)
	{
		bytea	   *bytes = DatumGetByteaPP(hash);

		hash_text = boh_hex((uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	}
	compare(difference, &name,
			member_object(personal, "client_address", strlen("client_address")),
			boh_json_text(DatumGetCString(DirectFunctionCall1(inet_out, address))), hash_text);
}

/* Read the next member of an object.  false: there is none. */
static bool
next_member(JsonbIterator **iterator, ValueName *name, JsonbValue *value)
{
	JsonbIteratorToken token;

	while ((token = JsonbIteratorNext(iterator, value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			name->key = value->val.string.val;
			name->length = value->val.string.len;
		}
		else if (token == WJB_VALUE)
			return true;
	}
	return false;
}

/* Values that are there, under the key "before" or "after" */
static void
check_values(Difference *difference, JsonbContainer *shown, JsonbContainer *apart,
			 const char *side)
{
	JsonbIterator *iterator = JsonbIteratorInit(apart);
	JsonbValue	value;
	ValueName	name = {.side = side};

	while (difference->problem == NULL && next_member(&iterator, &name, &value))
	{
		JsonbContainer *object = value.type == jbvBinary ? value.val.binary.data : NULL;
		JsonbValue *kept = member(object, "value", strlen("value"));

		if (kept == NULL)
			differ(difference, "personal value was changed", value_name(&name), "no value");
		else
			compare(difference, &name, object, JsonbValueToJsonb(kept),
					member_text(member_object(shown, name.key, name.length), "sha256"));
	}
}

static bool
has_open_account(const BohAuditCheck *check, const char *id)
{
	MemoryContext caller = CurrentMemoryContext;
	Datum		values[1];
	bool		found;

	if (id == NULL || !boh_uuid_is_valid(id, strlen(id)))
		return false;
	values[0] = DirectFunctionCall1(uuid_in, CStringGetDatum(id));
	found = boh_query(&open_account, check->schema, values, NULL, 1) > 0;
	SPI_freetuptable(SPI_tuptable);
	MemoryContextSwitchTo(caller);
	return found;
}

/* Hashes whose values are gone although their person has not been erased */
static void
check_missing(Difference *difference, const BohAuditCheck *check, const BohRow *row,
			  JsonbContainer *shown, JsonbContainer *apart, const char *side)
{
	JsonbIterator *iterator = JsonbIteratorInit(shown);
	JsonbValue	value;
	ValueName	name = {.side = side};

	while (difference->problem == NULL && next_member(&iterator, &name, &value))
	{
		if (value.type == jbvBinary && JsonContainerSize(value.val.binary.data) == 1 &&
			member_text(value.val.binary.data, "sha256") != NULL &&
			member(apart, name.key, name.length) == NULL &&
			has_open_account(check, boh_get_text(row, AUDIT_ENTITY_ID)))
			differ(difference, "personal value is missing", value_name(&name), "none");
	}
}

static void
check_side(Difference *difference, const BohAuditCheck *check, const BohRow *row, int column,
		   JsonbContainer *personal, const char *side)
{
	Jsonb	   *value = get_jsonb(row, column);
	JsonbContainer *shown = value == NULL ? NULL : &value->root;
	JsonbContainer *apart = member_object(personal, side, strlen(side));
	char	   *entity;

	if (apart != NULL)
		check_values(difference, shown, apart, side);
	if (shown == NULL || !JsonContainerIsObject(shown))
		return;

	/* Rows of other tables do not say whose values they have. */
	entity = boh_get_text(row, AUDIT_ENTITY);
	if (entity != NULL && strcmp(entity, "users") == 0)
		check_missing(difference, check, row, shown, apart, side);
}

const char *
boh_check_personal(const BohAuditCheck *check, const BohRow *row,
				   const char **expected, const char **actual)
{
	Jsonb	   *value = get_jsonb(row, AUDIT_PERSONAL);
	JsonbContainer *personal = value == NULL ? NULL : &value->root;
	Difference	difference = {0};

	check_client(&difference, row, personal);
	if (difference.problem == NULL)
		check_side(&difference, check, row, AUDIT_BEFORE, personal, "before");
	if (difference.problem == NULL)
		check_side(&difference, check, row, AUDIT_AFTER, personal, "after");
	*expected = difference.expected;
	*actual = difference.actual;
	return difference.problem;
}
