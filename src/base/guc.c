/*-------------------------------------------------------------------------
 *
 * base/guc.c
 *	  The settings of the extension, boh.*.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "storage/proc.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/varlena.h"

#include "base/guc.h"
#include "base/session.h"
#include "base/uuid.h"

char	   *boh_schema_setting = NULL;
int			boh_hold_seconds_setting = 900;
int			boh_max_person_hold_seconds_setting = 900;
int			boh_max_hold_seconds_setting = 86400;
int			boh_max_payment_delay_setting = -1;
bool		boh_allow_data_loss = false;
bool		boh_allow_broken_sections = false;
int			boh_auto_lanes_setting = 0;
int			boh_auto_lanes_wait_setting = 50;
char	   *boh_worker_databases_setting = NULL;
int			boh_worker_interval_setting = 10;
int			boh_worker_task_timeout_setting = 60;
int			boh_max_cached_plans_setting = 500;
int			boh_max_cached_schemas_setting = 50;

static char *user_id_setting = NULL;	/* boh.user_id */

void
boh_set_for_now(const char *setting, const char *value)
{
	(void) set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

void
boh_limit_lock_wait(int milliseconds)
{
	if (LockTimeout == 0 || LockTimeout > milliseconds)
		boh_set_for_now("lock_timeout", psprintf("%d", milliseconds));
}

bool
boh_setting_is_unset(const char *setting)
{
	return setting == NULL || setting[0] == '\0';
}

static bool
check_user_id(char **setting, void **extra pg_attribute_unused(),
			  GucSource source pg_attribute_unused())
{
	if (boh_setting_is_unset(*setting) ||
		boh_uuid_is_valid(*setting, strlen(*setting)))
		return true;
	GUC_check_errdetail("A user's id is a UUID.");
	return false;
}

static bool
check_databases(char **setting, void **extra pg_attribute_unused(),
				GucSource source pg_attribute_unused())
{
	char	   *text = pstrdup(*setting);
	List	   *names;
	bool		valid = SplitGUCList(text, ',', &names);

	if (!valid)
	{
		GUC_check_errdetail("Names are separated by commas; one with other characters than letters, digits and _ stands in double quotes.");
		GUC_check_errhint("Correct the list. Until then a server that starts has no worker, and one that runs keeps the workers that it has.");
	}
	list_free(names);
	pfree(text);
	return valid;
}

void
boh_guc_init(void)
{
	DefineCustomStringVariable("boh.schema",
							   "Sets the schema whose tables the functions of boh use.",
							   "Triggers use the schema of their own table.",
							   &boh_schema_setting, "boh", PGC_USERSET, 0,
							   NULL, NULL, NULL);
	DefineCustomIntVariable("boh.hold_seconds",
							"Sets how long a PENDING booking holds its seats.",
							NULL,
							&boh_hold_seconds_setting, 900, 1, 31536000,
							PGC_USERSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_hold_seconds",
							"Sets how far in the future a hold may end.",
							"The owner of the table bookings may write longer holds, for example to import them.",
							&boh_max_hold_seconds_setting, 86400, 1, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_person_hold_seconds",
							"Sets how far in the future a hold may end that a person makes.",
							"It is for roles with the profile app, and with the profile admin unless an ADMIN is signed in.",
							&boh_max_person_hold_seconds_setting, 900, 1, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_payment_delay_seconds",
							"Sets how long after the end of its hold a booking can still be confirmed by a payment.",
							"-1 means until the event ends.",
							&boh_max_payment_delay_setting, -1, -1, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomBoolVariable("boh.allow_data_loss",
							 "Allows boh_migrate() to undo migrations even if that drops rows.",
							 NULL,
							 &boh_allow_data_loss, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomBoolVariable("boh.allow_broken_sections",
							 "Allows the schema of a section type to change even if existing sections do not match it.",
							 "Such sections stay as they are until their data are changed.",
							 &boh_allow_broken_sections, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomIntVariable("boh.auto_lanes",
							"Sets the highest number of booking lanes that an event gets when bookings have to wait for it.",
							"0 and 1 open no lanes. Otherwise an event gets about as many lanes as sessions that book it at once.",
							&boh_auto_lanes_setting, 0, 0, 256,
							PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.auto_lanes_wait_ms",
							"Sets how long a booking must wait for an event before boh.auto_lanes opens lanes for it.",
							NULL,
							&boh_auto_lanes_wait_setting, 50, 0, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomStringVariable("boh.user_id",
							   "Sets the id of the application's user for whom this session or transaction works.",
							   "It is recorded in rows that name the user who made them, unless boh_set_session() was called.",
							   &user_id_setting, "", PGC_USERSET, 0,
							   check_user_id, NULL, NULL);
	DefineCustomStringVariable("boh.worker_databases",
							   "Sets the databases in which a background worker does maintenance.",
							   "Needs shared_preload_libraries = 'boh', and a restart if no database was set when the server started.",
							   &boh_worker_databases_setting, "", PGC_SIGHUP, GUC_LIST_INPUT,
							   check_databases, NULL, NULL);
	DefineCustomIntVariable("boh.worker_interval",
							"Sets how often the background worker looks for maintenance that is due.",
							NULL,
							&boh_worker_interval_setting, 10, 1, 3600,
							PGC_SIGHUP, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.worker_task_timeout",
							"Sets how long a task may take in the background worker.",
							"A task that takes longer is cancelled, and its schema is left alone for ten times as long.",
							&boh_worker_task_timeout_setting, 60, 1, 86400,
							PGC_SIGHUP, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_cached_plans",
							"Sets how many plans of its statements boh keeps in a session.",
							"Beyond it, the plan that was used least recently is dropped. One tenant needs up to 300.",
							&boh_max_cached_plans_setting, 500, 10, 100000,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_cached_schemas",
							"Sets of how many data schemas a session keeps what it knows.",
							"At the next one, the session empties its caches, those of PostgreSQL's catalogs included.",
							&boh_max_cached_schemas_setting, 50, 1, 100000,
							PGC_USERSET, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("boh");
}

bool
boh_author(Oid schema, pg_uuid_t *user)
{
	const BohSession *session = boh_session_get();

	if (session != NULL && session->schema == schema)
		return boh_session_person(schema, user);
	if (boh_setting_is_unset(user_id_setting))
		return false;
	*user = *DatumGetUUIDP(DirectFunctionCall1(uuid_in, CStringGetDatum(user_id_setting)));
	return true;
}
