/*-------------------------------------------------------------------------
 *
 * people/user.c
 *	  The triggers of users; tells whether a user may book, and which role a
 *	  user has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/fetch.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/row.h"
#include "base/unique_violation.h"
#include "people/user.h"
#include "rights/profile.h"
#include "text/visible.h"

PG_FUNCTION_INFO_V1(boh_users_check);
PG_FUNCTION_INFO_V1(boh_users_keep_admin);

#define LOWEST_COST 4
#define HIGHEST_COST 14

typedef enum UserColumn
{
	USER_ID,
	USER_EMAIL,
	USER_PASSWORD_HASH,
	USER_NAME,
	USER_DELETED_AT,
	USER_ROLE,
	USER_EMAIL_VERIFIED_AT,
	USER_UPDATED_AT,
	USER_COLUMNS
} UserColumn;

static const BohColumn columns[] = {
	[USER_ID] = {"id", UUIDOID},
	[USER_EMAIL] = {"email", TEXTOID},
	[USER_PASSWORD_HASH] = {"password_hash", TEXTOID},
	[USER_NAME] = {"name", TEXTOID},
	[USER_DELETED_AT] = {"deleted_at", TIMESTAMPTZOID},
	[USER_ROLE] = {"role", InvalidOid},
	[USER_EMAIL_VERIFIED_AT] = {"email_verified_at", TIMESTAMPTZOID},
	[USER_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
};

static const BohQuery other_admin = {
	.text = "SELECT 1 FROM {schema}.users WHERE role " BOH_EQ " 'ADMIN'"
	" AND deleted_at IS NULL AND id " BOH_NE " $1 LIMIT 1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "users",
	.latest = true
};

static const BohTable user_table = {"users", USER_COLUMNS, columns};

static const BohUniqueTable unique_table = {
	"users", {
		{"uq_users_email", "email",
		"This person has an account already: sign in, or reset the password. To change the existing row, write ON CONFLICT (email) DO UPDATE."}
	}
};

/*
 * Convert an address to lower case by Unicode's rules alone, because lower()
 * in a Turkish locale would turn I into a dotless i.  Then convert it to
 * normal form C, so that a letter with an accent is the same whether the
 * client sends one character or two.
 */
char *
boh_user_email(const char *text)
{
	UChar		wide[BOH_MAX_EMAIL_BYTES * 2];
	UChar		lowered[BOH_MAX_EMAIL_BYTES * 2];
	UChar		normal[BOH_MAX_EMAIL_BYTES * 2];
	char		narrow[BOH_MAX_EMAIL_BYTES * 6];
	int32_t		length;
	UErrorCode	status = U_ZERO_ERROR;
	char	   *utf8 = pg_server_to_any(text, strlen(text), PG_UTF8);

	u_strFromUTF8(wide, lengthof(wide), &length, utf8, -1, &status);
	length = u_strToLower(lowered, lengthof(lowered), wide, length, "", &status);
	length = unorm2_normalize(unorm2_getNFCInstance(&status), lowered, length,
							  normal, lengthof(normal), &status);
	u_strToUTF8(narrow, sizeof(narrow), &length, normal, length, &status);
	if (U_FAILURE(status))
		ereport(ERROR,
				(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				 errmsg("could not convert the address to lower case: %s",
						u_errorName(status))));
	return pg_any_to_server(pnstrdup(narrow, length), length, PG_UTF8);
}

static bool
is_ascii(const char *text)
{
	for (; *text !='\0'; text ++)
	{
		if (IS_HIGHBIT_SET(*text))
			return false;
	}
	return true;
}

/* ASCII white space and control characters are left to the constraint. */
static void
check_invisible(const char *email, Oid schema)
{
	BohDetail	detail;

	if (is_ascii(email) || boh_all_visible(email, strlen(email)))
		return;
	boh_detail_init(&detail);
	boh_raise(BOH_EMAIL_INVISIBLE, &detail, BOH_PLACE(schema, "users", "email", NULL));
}

/* A stored address is not checked again until it changes. */
static void
check_email(BohRow *row, const BohRow *old, Oid schema)
{
	char	   *email;

	if (boh_is_null(row, USER_EMAIL) || (old != NULL && !boh_differs(row, old, USER_EMAIL)))
		return;
	email = boh_get_text(row, USER_EMAIL);
	if (strlen(email) > BOH_MAX_EMAIL_BYTES)
		return;
	check_invisible(email, schema);
	boh_set(row, USER_EMAIL, CStringGetTextDatum(boh_user_email(email)));
}

/* The cost as the hash has it */
static int
stated_cost(const char *hash)
{
	return (hash[4] - '0') * 10 + (hash[5] - '0');
}

int
boh_bcrypt_cost(const char *hash)
{
	return Max(LOWEST_COST, Min(stated_cost(hash), HIGHEST_COST));
}

static bool
is_bcrypt_hash(const char *hash)
{
	static const char alphabet[] =
	"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	if (strlen(hash) != 60 || strncmp(hash, "$2", 2) != 0 ||
		strchr("aby", hash[2]) == NULL || hash[3] != '$' ||
		!isdigit((unsigned char) hash[4]) || !isdigit((unsigned char) hash[5]) ||
		hash[6] != '$')
		return false;
	return stated_cost(hash) >= LOWEST_COST && stated_cost(hash) <= 31 &&
		strspn(hash + 7, alphabet) == 53;
}

/*
 * The constraint's own error would show the whole row, and so write a password
 * that came as plain text to the server's log.
 */
static void
check_password(const BohRow *row, Oid schema)
{
	char	   *hash = boh_get_text(row, USER_PASSWORD_HASH);
	BohDetail	detail;

	if (hash == NULL || is_bcrypt_hash(hash))
		return;
	boh_detail_init(&detail);
	if (row->stored)
		boh_detail_uuid(&detail, "user_id", boh_get_uuid(row, USER_ID));
	boh_detail_text(&detail, "expected", "bcrypt");
	boh_raise(BOH_PASSWORD_NOT_HASHED, &detail,
			  BOH_PLACE(schema, "users", "password_hash", "chk_users_password_hash"));
}

/*
 * Comparing a password with a hash of cost 31 would take a day.  Hashes that
 * are stored are not checked again until they change.
 */
static void
check_cost(const BohRow *row, const BohRow *old, Oid schema)
{
	char	   *hash = boh_get_text(row, USER_PASSWORD_HASH);
	BohDetail	detail;

	if (hash == NULL || stated_cost(hash) <= HIGHEST_COST ||
		(old != NULL && !boh_differs(row, old, USER_PASSWORD_HASH)))
		return;
	boh_detail_init(&detail);
	if (row->stored)
		boh_detail_uuid(&detail, "user_id", boh_get_uuid(row, USER_ID));
	boh_detail_integer(&detail, "cost", stated_cost(hash));
	boh_detail_integer(&detail, "maximum", HIGHEST_COST);
	boh_raise(BOH_PASSWORD_COST, &detail,
			  BOH_PLACE(schema, "users", "password_hash", NULL), stated_cost(hash));
}

/*
 * Rights of people
 */

/* true for a user who can act as an administrator */
static bool
is_acting_admin(const BohRow *row)
{
	return strcmp(boh_enum_label(boh_get_required(row, USER_ROLE)), "ADMIN") == 0 &&
		boh_is_null(row, USER_DELETED_AT);
}

/* The lock makes two transactions that each remove an ADMIN take turns. */
void
boh_user_require_other_admin(Oid schema, const pg_uuid_t *user)
{
	Datum		values[] = {UUIDPGetDatum(user)};
	bool		found;
	BohDetail	detail;

	boh_lock(BOH_LOCK_ADMIN, schema);
	boh_spi_connect();
	found = boh_query(&other_admin, schema, values, NULL, 1) > 0;
	boh_spi_finish();
	if (found)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "user_id", user);
	boh_raise(BOH_LAST_ADMIN, &detail, BOH_PLACE(schema, "users", "role", NULL));
}

/*
 * Policies decide which users a person may change, and privileges on columns
 * which columns a role may write.  A person who is no ADMIN may write fewer
 * than the profile admin allows.
 */
static void
check_rights(const BohRow *old, const BohRow *row, Oid schema)
{
	static const UserColumn kept[] = {
		USER_EMAIL, USER_ROLE, USER_EMAIL_VERIFIED_AT, USER_DELETED_AT
	};
	BohProfileSet profiles = boh_profiles(schema);
	BohDetail	detail;

	if (!boh_limited_to_people(profiles))
		return;
	if (!boh_acts_as_admin(schema, profiles))
	{
		for (int i = 0; i < (int) lengthof(kept); i++)
		{
			if (!boh_differs(old, row, kept[i]))
				continue;
			boh_detail_init(&detail);
			boh_detail_text(&detail, "column", columns[kept[i]].name);
			boh_raise(BOH_USER_RIGHT, &detail,
					  BOH_PLACE(schema, "users", columns[kept[i]].name, NULL),
					  columns[kept[i]].name);
		}
	}
	if (is_acting_admin(old) && !is_acting_admin(row))
		boh_user_require_other_admin(schema, boh_get_uuid(old, USER_ID));
}

Datum
boh_users_keep_admin(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_users_keep_admin",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_DELETE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;

	if (boh_limited_to_people(boh_profiles(schema)))
	{
		boh_row_open(&old, trigger->tg_relation, &user_table, trigger->tg_trigtuple);
		if (is_acting_admin(&old))
			boh_user_require_other_admin(schema, boh_get_uuid(&old, USER_ID));
	}
	return PointerGetDatum(trigger->tg_trigtuple);
}

Datum
boh_users_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_users_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	BohRow		old;

	boh_unique_watch(schema, &unique_table);
	boh_row_open_new(&row, trigger, &user_table);
	if (row.stored)
		boh_row_open(&old, trigger->tg_relation, &user_table, trigger->tg_trigtuple);
	if (row.stored)
		check_rights(&old, &row, schema);
	check_password(&row, schema);
	check_cost(&row, row.stored ? &old : NULL, schema);
	check_email(&row, row.stored ? &old : NULL, schema);
	boh_require_visible(&row, trigger, &user_table, USER_NAME, "a user");
	boh_set(&row, USER_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

UserState
boh_user_state(Oid schema, const pg_uuid_t *user)
{
	Relation	users = boh_open_table(schema, "users", AccessShareLock);
	BohRow		row;
	UserState	state = USER_MISSING;

	if (boh_fetch(users, user, &user_table, &row))
	{
		state = boh_is_null(&row, USER_DELETED_AT) ? USER_OPEN : USER_DELETED;
		heap_freetuple(row.tuple);
	}
	table_close(users, NoLock);
	return state;
}

char *
boh_user_role(Oid schema, const pg_uuid_t *user)
{
	Relation	users = boh_open_table(schema, "users", AccessShareLock);
	BohRow		row;
	char	   *role = NULL;

	if (boh_fetch_latest(users, user, &user_table, &row) && boh_is_null(&row, USER_DELETED_AT))
		role = boh_enum_label(boh_get_required(&row, USER_ROLE));
	table_close(users, NoLock);
	return role;
}

void
boh_user_keep(Oid schema, const pg_uuid_t *user)
{
	Relation	users = boh_open_table(schema, "users", RowShareLock);
	BohRow		row;

	if (boh_fetch(users, user, &user_table, &row))
		boh_fetch_lock(users, LockTupleKeyShare, LockWaitBlock, &row);
	table_close(users, NoLock);
}
