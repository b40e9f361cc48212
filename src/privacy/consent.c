/*-------------------------------------------------------------------------
 *
 * privacy/consent.c
 *	  To what people consented.
 *
 * Each decision is a row that never changes.  The newest of a person and
 * purpose counts.  Calls for one person take turns by a lock on the person's
 * row, and each row is later than the one before it, so that there is always
 * one that is the newest.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/inet.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/row.h"
#include "rights/profile.h"
#include "privacy/owner.h"

PG_FUNCTION_INFO_V1(boh_record_consent);
PG_FUNCTION_INFO_V1(boh_has_consent);
PG_FUNCTION_INFO_V1(boh_privacy_keep);

#define MOST_PURPOSE 100
#define MOST_SOURCE 200
#define MOST_WORDING 100

/* An erased person decides nothing any more. */
static const BohQuery lock_person = {
	.text = "SELECT 1 FROM {schema}.users WHERE id " BOH_EQ " $1 AND erased_at IS NULL"
	" FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "users",
	.latest = true
};

static const BohQuery write_consent = {
	.text = "INSERT INTO {schema}.consents"
	" (user_id, at, granted, purpose, source, wording_version, client_address)"
	" SELECT $1, greatest($2, (SELECT CAST(pg_catalog.max(c.at) AS pg_catalog.timestamptz)"
	" OPERATOR(pg_catalog.+) CAST('1 ms' AS pg_catalog.interval)"
	" FROM {schema}.consents c WHERE c.user_id " BOH_EQ " $1 AND c.purpose " BOH_EQ " $4)),"
	" $3, $4, $5, $6, $7 RETURNING id",
	.nargs = 7,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, BOOLOID, TEXTOID, TEXTOID, TEXTOID, INETOID},
	.owner_of = "consents",
	.latest = true
};

static const BohQuery newest_decision = {
	.text = "SELECT c.granted AND u.deleted_at IS NULL FROM {schema}.consents c"
	" JOIN {schema}.users u ON u.id " BOH_EQ " c.user_id"
	" WHERE c.user_id " BOH_EQ " $1 AND c.purpose " BOH_EQ " $2 ORDER BY c.at DESC LIMIT 1",
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.owner_of = "consents",
	.by_index = true
};

/* true for roles that keep people apart themselves */
static bool
is_entrusted(Oid schema)
{
	BohProfileSet profiles = boh_profiles(schema);

	return BOH_HAS_PROFILE(profiles, PROFILE_SERVICE) || BOH_HAS_PROFILE(profiles, PROFILE_TRUSTED);
}

static char *
text_argument(FunctionCallInfo fcinfo, int number, const char *name, int maximum)
{
	boh_argument_require(fcinfo, number, name);
	return boh_argument_text(fcinfo, number, name, maximum);
}

/* The constraint's own error would show the row. */
static char *
purpose_argument(FunctionCallInfo fcinfo, int number)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	static const char others[] = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
	char	   *purpose = text_argument(fcinfo, number, "purpose", MOST_PURPOSE);

	if (strchr(letters, purpose[0]) != NULL && strspn(purpose, others) == strlen(purpose))
		return purpose;
	boh_argument_refuse("purpose", purpose, "only a-z, 0-9, \".\", \"_\" and \"-\", with a letter first");
}

typedef struct Decision
{
	const pg_uuid_t *person;
	bool		granted;
	const char *purpose;
	const char *source;
	const char *wording_version;
	const inet *client;			/* NULL: not known */
} Decision;

static void
write_audit(Oid schema, const Decision *decision, const pg_uuid_t *id)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = "CONSENT",
		.entity = "consents",
		.entity_id = privacy_uuid(id),
		.client = decision->client,
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_text(&values, "user_id", privacy_uuid(decision->person));
	boh_audit_value_text(&values, "purpose", decision->purpose);
	boh_audit_value_text(&values, "granted", decision->granted ? "true" : "false");
	boh_audit_value_text(&values, "wording_version", decision->wording_version);
	boh_audit_write(schema, &entry);
}

static const pg_uuid_t *
write_decision(Oid schema, const Decision *decision)
{
	Datum		values[] = {
		UUIDPGetDatum(decision->person),
		TimestampTzGetDatum(0),
		BoolGetDatum(decision->granted),
		CStringGetTextDatum(decision->purpose),
		CStringGetTextDatum(decision->source),
		CStringGetTextDatum(decision->wording_version),
		InetPGetDatum(decision->client)
	};
	pg_uuid_t  *id = palloc(sizeof(pg_uuid_t));

	boh_spi_connect();
	if (boh_query(&lock_person, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "users", "user", decision->person);
	values[1] = TimestampTzGetDatum(boh_now());
	boh_query(&write_consent, schema, values, decision->client == NULL ? "      n" : "       ", 0);
	*id = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	boh_spi_finish();
	return id;
}

Datum
boh_record_consent(PG_FUNCTION_ARGS)
{
	Decision	decision = {
		.person = boh_argument_uuid(fcinfo, 0, "person"),
		.purpose = purpose_argument(fcinfo, 1),
		.granted = boh_argument_boolean(fcinfo, 2, "granted"),
		.source = text_argument(fcinfo, 3, "source", MOST_SOURCE),
		.wording_version = text_argument(fcinfo, 4, "wording_version", MOST_WORDING),
		.client = PG_ARGISNULL(5) ? NULL : PG_GETARG_INET_PP(5)
	};
	Oid			schema = boh_schema_to_write(fcinfo);
	const pg_uuid_t *id;

	if (!privacy_is_own(schema, decision.person) && !is_entrusted(schema) &&
		!privacy_may_all(schema))
		privacy_raise_right("record a consent of another person");
	id = write_decision(schema, &decision);
	write_audit(schema, &decision, id);
	PG_RETURN_UUID_P(id);
}

/* No row is no consent. */
Datum
boh_has_consent(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *person = boh_argument_uuid(fcinfo, 0, "person");
	char	   *purpose = purpose_argument(fcinfo, 1);
	Oid			schema = boh_current_schema();
	Datum		values[] = {UUIDPGetDatum(person), CStringGetTextDatum(purpose)};
	bool		granted;

	if (!privacy_is_own(schema, person) && !is_entrusted(schema) &&
		!BOH_HAS_PROFILE(boh_profiles(schema), PROFILE_REPORTING) && !privacy_may_all(schema))
		privacy_raise_right("read a consent of another person");
	boh_spi_connect();
	granted = boh_query(&newest_decision, schema, values, NULL, 1) > 0 &&
		DatumGetBool(boh_required_value(0, 1, BOOLOID));
	boh_spi_finish();
	PG_RETURN_BOOL(granted);
}

/* The trigger of consents and erasures */
Datum
boh_privacy_keep(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_privacy_keep",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_STATEMENT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE | BOH_TRIGGER_TRUNCATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	const char *table = RelationGetRelationName(trigger->tg_relation);
	bool		is_update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	BohDetail	detail;

	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event) && boh_own_write_take(trigger->tg_relation))
		return PointerGetDatum(is_update ? trigger->tg_newtuple : trigger->tg_trigtuple);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "table", table);
	boh_detail_text(&detail, "operation", is_update ? "UPDATE" :
					TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? "DELETE" : "TRUNCATE");
	boh_raise(BOH_HISTORY_KEPT, &detail, BOH_PLACE(schema, table, NULL, NULL), table,
			  is_update ? "changed" :
			  TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? "deleted" : "truncated");
}
