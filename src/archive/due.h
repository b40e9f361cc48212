/*-------------------------------------------------------------------------
 *
 * archive/due.h
 *	  When events and bookings are archived, as text of SQL statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ARCHIVE_DUE_H
#define BOH_ARCHIVE_DUE_H

/* So long after the event ended */
#define BOH_EVENTS_ARCHIVED_AFTER "2 years"
#define BOH_BOOKINGS_ARCHIVED_AFTER "7 years"

/* Events that may be archived once it is time; one that was brought back stays for a while. */
#define BOH_ARCHIVABLE_EVENT(now) \
	"archived_at IS NULL AND (status = 'COMPLETED' OR status = 'CANCELLED') AND isfinite(end_date)" \
	" AND (restored_at IS NULL OR restored_at < " now " - interval '90 days')"

#endif							/* BOH_ARCHIVE_DUE_H */
