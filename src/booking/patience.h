/*-------------------------------------------------------------------------
 *
 * booking/patience.h
 *	  Work that needs overdue holds that others have locked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PATIENCE_H
#define BOH_PATIENCE_H

#include "utils/uuid.h"

#include "base/subtransaction.h"

/* Do work that locks an event, and wait for holds of it that others have locked. */
extern void booking_do_with_patience(BohWork work, void *argument, Oid schema,
									 const pg_uuid_t *event);

#endif							/* BOH_PATIENCE_H */
