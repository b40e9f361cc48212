/*-------------------------------------------------------------------------
 *
 * statistics/reader.h
 *	  Who may read statistics.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_READER_H
#define BOH_STATISTICS_READER_H

#include "utils/uuid.h"

/*
 * Raises 42501 unless the caller may read statistics of an event, or, with
 * NULL, those of the site.
 */
extern void boh_require_statistics_reader(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_STATISTICS_READER_H */
