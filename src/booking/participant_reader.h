/*-------------------------------------------------------------------------
 *
 * booking/participant_reader.h
 *	  Who may read which people booked an event.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_PARTICIPANT_READER_H
#define BOH_BOOKING_PARTICIPANT_READER_H

#include "utils/uuid.h"

/*
 * Raises 42501 unless the caller may read an event's participants, and P0002
 * when there is no such event.  Returns whether to read them as the owner of
 * the tables.  A role that does not act for people reads with its own
 * privileges, and so gets nothing that it cannot select.
 */
extern bool boh_participants_as_owner(Oid schema, const pg_uuid_t *event);

/* Record in the audit that names and addresses of so many customers were read. */
extern void boh_participants_were_read(Oid schema, const pg_uuid_t *event, uint64 count);

#endif							/* BOH_BOOKING_PARTICIPANT_READER_H */
