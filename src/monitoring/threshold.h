/*-------------------------------------------------------------------------
 *
 * monitoring/threshold.h
 *	  The settings boh.health_*: from where on boh_health() warns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_THRESHOLD_H
#define BOH_THRESHOLD_H

typedef enum BohThreshold
{
	BOH_HEALTH_BACKUP_AGE,		/* seconds */
	BOH_HEALTH_BLOAT,			/* percent */
	BOH_HEALTH_CACHE_HITS,		/* percent */
	BOH_HEALTH_CONNECTIONS,		/* percent */
	BOH_HEALTH_DEADLOCKS,		/* a day */
	BOH_HEALTH_MAINTENANCE_LATE,	/* seconds */
	BOH_HEALTH_OVERDUE_HOLDS,	/* number */
	BOH_HEALTH_REPLICATION_LAG, /* seconds */
	BOH_HEALTH_RESTORE_AGE,		/* seconds */
	BOH_HEALTH_SEAL_LATE,		/* seconds */
	BOH_HEALTH_SECTION_SIZE,	/* kilobytes */
	BOH_HEALTH_SLOW_QUERY,		/* milliseconds */
	BOH_HEALTH_STATISTICS_AGE,	/* seconds */
	BOH_HEALTH_SUPERUSERS,		/* number */
	BOH_HEALTH_TRANSACTION_AGE, /* seconds */
	BOH_HEALTH_WRAPAROUND,		/* percent */
	BOH_THRESHOLDS
} BohThreshold;

/* Call before the prefix boh is reserved. */
extern void boh_thresholds_init(void);

extern int	boh_threshold(BohThreshold threshold);

#endif							/* BOH_THRESHOLD_H */
