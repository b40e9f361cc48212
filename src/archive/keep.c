/*-------------------------------------------------------------------------
 *
 * archive/keep.c
 *	  The trigger that keeps everybody else from writing the archive.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/keep.h"

PG_FUNCTION_INFO_V1(boh_archive_keep);

Datum
boh_archive_keep(PG_FUNCTION_ARGS)
{
	return boh_keep(fcinfo, "boh_archive_keep", BOH_ARCHIVE_WRITTEN);
}
