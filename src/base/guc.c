/*-------------------------------------------------------------------------
 *
 * base/guc.c
 *	  The settings of the extension, boh.*.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/fmgrprotos.h"
#include "utils/guc.h"

#include "base/guc.h"
#include "base/session.h"
#include "base/uuid.h"

char	   *boh_schema_setting = NULL;
int			boh_hold_seconds_setting = 900;
int			boh_max_hold_seconds_setting = 86400;
int			boh_max_payment_delay_setting = -1;
bool		boh_allow_data_loss = false;
bool		boh_allow_broken_sections = false;
int			boh_auto_lanes_setting = 0;
int			boh_auto_lanes_wait_setting = 50;

static char *user_id_setting = NULL;	/* boh.user_id */

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

void
boh_guc_init(void)
{
	DefineCustomStringVariable("boh.schema",
							   "Schema whose tables the functions of boh work on.",
							   "Triggers work on the schema of their own table.",
							   &boh_schema_setting, "boh", PGC_USERSET, 0,
							   NULL, NULL, NULL);
	DefineCustomIntVariable("boh.hold_seconds",
							"How long a PENDING booking holds its seats.",
							NULL,
							&boh_hold_seconds_setting, 900, 1, 31536000,
							PGC_USERSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_hold_seconds",
							"How far in the future a hold may end.",
							"The owner of the table of bookings may import longer ones.",
							&boh_max_hold_seconds_setting, 86400, 1, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_payment_delay_seconds",
							"How long after a hold ran out a payment can still confirm its booking.",
							"-1: until the event ends.",
							&boh_max_payment_delay_setting, -1, -1, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomBoolVariable("boh.allow_data_loss",
							 "Lets boh_migrate() step down although rows are dropped.",
							 NULL,
							 &boh_allow_data_loss, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomBoolVariable("boh.allow_broken_sections",
							 "Lets a schema of sections change although existing ones are not of its form.",
							 "They stay as they are until their data are changed.",
							 &boh_allow_broken_sections, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomIntVariable("boh.auto_lanes",
							"How many booking lanes an event gets when bookings had to wait for it.",
							"0 opens none; otherwise 2 to 256.",
							&boh_auto_lanes_setting, 0, 0, 256,
							PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.auto_lanes_wait_ms",
							"How long a booking has to wait for an event to count as hot.",
							NULL,
							&boh_auto_lanes_wait_setting, 50, 0, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomStringVariable("boh.user_id",
							   "Id of the user of the application who works in this session or transaction.",
							   "Recorded where rows tell who made them, unless boh_set_session() was called.",
							   &user_id_setting, "", PGC_USERSET, 0,
							   check_user_id, NULL, NULL);
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
