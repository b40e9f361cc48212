/*-------------------------------------------------------------------------
 *
 * monitoring/threshold.c
 *	  The settings boh.health_*: from where on boh_health() warns.
 *
 * They only change what their own session is told, so everybody may set them.
 * Set them for the database, so that all who ask get the same answers:
 * ALTER DATABASE .. SET boh.health_..
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/guc.h"

#include "monitoring/threshold.h"

typedef struct ThresholdSetting
{
	const char *name;
	const char *description;
	int			start;
	int			maximum;
	int			unit;			/* a flag of guc.h, 0: none */
} ThresholdSetting;

static const ThresholdSetting settings[BOH_THRESHOLDS] = {
	[BOH_HEALTH_BACKUP_AGE] = {
		"boh.health_backup_age", "Sets how old the last backup may be.", 93600, PG_INT32_MAX, GUC_UNIT_S
	},
	[BOH_HEALTH_BLOAT] = {
		"boh.health_bloat", "Sets how many percent of a table may be unused.", 30, 100, 0
	},
	[BOH_HEALTH_CACHE_HITS] = {
		"boh.health_cache_hits", "Sets how many percent of the blocks that are read must be found in shared memory.", 80, 100, 0
	},
	[BOH_HEALTH_CONNECTIONS] = {
		"boh.health_connections", "Sets how many percent of the connections may be in use.", 80, 100, 0
	},
	[BOH_HEALTH_DEADLOCKS] = {
		"boh.health_deadlocks", "Sets how many deadlocks there may be a day.", 5, PG_INT32_MAX, 0
	},
	[BOH_HEALTH_MAINTENANCE_LATE] = {
		"boh.health_maintenance_late", "Sets how late a task of boh_maintain() may be.", 900, PG_INT32_MAX, GUC_UNIT_S
	},
	[BOH_HEALTH_OVERDUE_HOLDS] = {
		"boh.health_overdue_holds", "Sets how many holds may be overdue.", 100, 1000, 0
	},
	[BOH_HEALTH_REPLICATION_LAG] = {
		"boh.health_replication_lag", "Sets how far a standby may be behind.", 10, PG_INT32_MAX, GUC_UNIT_S
	},
	[BOH_HEALTH_RESTORE_AGE] = {
		"boh.health_restore_age", "Sets how long ago a backup may have been restored for the last time.", 8640000, PG_INT32_MAX, GUC_UNIT_S
	},
	[BOH_HEALTH_SEAL_LATE] = {
		"boh.health_seal_late", "Sets how old a row of the audit without a seal may be.", 3600, PG_INT32_MAX, GUC_UNIT_S
	},
	[BOH_HEALTH_SECTION_SIZE] = {
		"boh.health_section_size", "Sets how large the data of a section may be.", 1024, PG_INT32_MAX, GUC_UNIT_KB
	},
	[BOH_HEALTH_SLOW_QUERY] = {
		"boh.health_slow_query", "Sets how long a statement may take on average.", 1000, PG_INT32_MAX, GUC_UNIT_MS
	},
	[BOH_HEALTH_STATISTICS_AGE] = {
		"boh.health_statistics_age", "Sets how long ago boh_update_statistics() may have been at work.", 3600, PG_INT32_MAX, GUC_UNIT_S
	},
	[BOH_HEALTH_SUPERUSERS] = {
		"boh.health_superusers", "Sets how many superusers may log in.", 1, PG_INT32_MAX, 0
	},
	[BOH_HEALTH_TRANSACTION_AGE] = {
		"boh.health_transaction_age", "Sets how long a transaction may be open.", 300, PG_INT32_MAX, GUC_UNIT_S
	},
	[BOH_HEALTH_WRAPAROUND] = {
		"boh.health_wraparound", "Sets how many percent of the transaction ids may be in use.", 25, 100, 0
	}
};

static int	values[BOH_THRESHOLDS];

void
boh_thresholds_init(void)
{
	for (int i = 0; i < BOH_THRESHOLDS; i++)
	{
		values[i] = settings[i].start;
		DefineCustomIntVariable(settings[i].name, settings[i].description, NULL, &values[i],
								settings[i].start, 0, settings[i].maximum, PGC_USERSET,
								settings[i].unit, NULL, NULL, NULL);
	}
}

int
boh_threshold(BohThreshold threshold)
{
	return values[threshold];
}
