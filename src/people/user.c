/*-------------------------------------------------------------------------
 *
 * people/user.c
 *	  The trigger of users; tells whether a user may book, and which role a
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
#include "base/row.h"
#include "people/user.h"
#include "text/visible.h"

PG_FUNCTION_INFO_V1(boh_users_check);

/* Longer addresses are left to the constraint. */
#define MAX_EMAIL_BYTES 1024

typedef enum UserColumn
{
	USER_ID,
	USER_EMAIL,
	USER_PASSWORD_HASH,
	USER_NAME,
	USER_DELETED_AT,
	USER_UPDATED_AT,
	USER_ROLE,
	USER_COLUMNS
} UserColumn;

static const BohColumn columns[] = {
	[USER_ID] = {"id", UUIDOID},
	[USER_EMAIL] = {"email", TEXTOID},
	[USER_PASSWORD_HASH] = {"password_hash", TEXTOID},
	[USER_NAME] = {"name", TEXTOID},
	[USER_DELETED_AT] = {"deleted_at", TIMESTAMPTZOID},
	[USER_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
	[USER_ROLE] = {"role", InvalidOid},
};

static const BohTable user_table = {"users", USER_COLUMNS, columns};

/*
 * Convert an address to lower case by Unicode's rules alone, because lower()
 * in a Turkish locale would turn I into a dotless i.  Then convert it to
 * normal form C, so that a letter with an accent is the same whether the
 * client sends one character or two.
 */
static char *
normal_form(const char *text)
{
	UChar		wide[MAX_EMAIL_BYTES * 2];
	UChar		lowered[MAX_EMAIL_BYTES * 2];
	UChar		normal[MAX_EMAIL_BYTES * 2];
	char		narrow[MAX_EMAIL_BYTES * 6];
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
	if (strlen(email) > MAX_EMAIL_BYTES)
		return;
	check_invisible(email, schema);
	boh_set(row, USER_EMAIL, CStringGetTextDatum(normal_form(email)));
}

static bool
is_bcrypt_hash(const char *hash)
{
	static const char alphabet[] =
	"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	int			cost;

	if (strlen(hash) != 60 || strncmp(hash, "$2", 2) != 0 ||
		strchr("aby", hash[2]) == NULL || hash[3] != '$' ||
		!isdigit((unsigned char) hash[4]) || !isdigit((unsigned char) hash[5]) ||
		hash[6] != '$')
		return false;
	cost = (hash[4] - '0') * 10 + (hash[5] - '0');
	return cost >= 4 && cost <= 31 && strspn(hash + 7, alphabet) == 53;
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

Datum
boh_users_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_users_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	BohRow		old;

	boh_row_open_new(&row, trigger, &user_table);
	if (row.stored)
		boh_row_open(&old, trigger->tg_relation, &user_table, trigger->tg_trigtuple);
	check_password(&row, schema);
	check_email(&row, row.stored ? &old : NULL, schema);
	boh_require_visible(&row, trigger, &user_table, USER_NAME, "a user");
	boh_set(&row, USER_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

UserState
boh_user_state(Oid schema, const pg_uuid_t *user)
{
	Relation	users = table_open(boh_table(schema, "users"), AccessShareLock);
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
	Relation	users = table_open(boh_table(schema, "users"), AccessShareLock);
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
	Relation	users = table_open(boh_table(schema, "users"), RowShareLock);
	BohRow		row;

	if (boh_fetch(users, user, &user_table, &row))
		boh_fetch_lock(users, LockTupleKeyShare, LockWaitBlock, &row);
	table_close(users, NoLock);
}
