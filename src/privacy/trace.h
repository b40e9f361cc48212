/*-------------------------------------------------------------------------
 *
 * privacy/trace.h
 *	  Where traces of a person are that no column of the row names.
 *
 * The functions need an SPI connection and the rights of the tables' owner.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PRIVACY_TRACE_H
#define BOH_PRIVACY_TRACE_H

#include "utils/uuid.h"

extern bool privacy_user_exists(Oid schema, const pg_uuid_t *person);

/*
 * Keys of login_counters, as uuid[], for all addresses that the person has or
 * had, as far as the audit knows.  lock: after logins with these that are being
 * recorded, and before any later one.
 */
extern Datum privacy_login_keys(Oid schema, const pg_uuid_t *person, bool lock);

/*
 * The rows that belong to the person and hold personal data, as the audit
 * names them: two arrays of text, tables and ids.
 */
extern void privacy_traces(Oid schema, const pg_uuid_t *person, Datum *tables, Datum *ids);

#endif							/* BOH_PRIVACY_TRACE_H */
