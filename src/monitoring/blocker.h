/*-------------------------------------------------------------------------
 *
 * monitoring/blocker.h
 *	  How long checks wait for locks, and who must end before they can go on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BLOCKER_H
#define BOH_BLOCKER_H

#include "postgres.h"

/*
 * How long boh_health() and boh_doctor() wait for a lock.  They are called when
 * things hang, so they must not wait with the others.
 */
#define BOH_CHECK_WAIT_MS 100

/*
 * The hint of a check that could not read a table of the data schema: names the
 * sessions and prepared transactions that must end first, with the statements
 * that end them.  InvalidOid: there is no such schema.  Between boh_spi_connect()
 * and boh_spi_finish().
 */
extern const char *boh_blocker_hint(Oid schema);

#endif							/* BOH_BLOCKER_H */
