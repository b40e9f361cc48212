/*-------------------------------------------------------------------------
 *
 * booking/verify_scope.h
 *	  Which events boh_verify() looks at, as text of SQL statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_SCOPE_H
#define BOH_VERIFY_SCOPE_H

/* Events in the scope of the call (base/finding.h): id is that of an event */
#define EVENT_IN_SCOPE(id) \
	"($2 IS NULL OR " id " = $2) AND ($3 IS NULL OR " id " IN" \
	" (SELECT id FROM {schema}.events WHERE updated_at >= $3 UNION ALL" \
	" SELECT event_id FROM {schema}.bookings WHERE updated_at >= $3))"

#endif							/* BOH_VERIFY_SCOPE_H */
