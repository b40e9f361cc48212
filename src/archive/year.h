/*-------------------------------------------------------------------------
 *
 * archive/year.h
 *	  Years of the archive as arguments, and in the audit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ARCHIVE_YEAR_H
#define BOH_ARCHIVE_YEAR_H

#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"

/* The first argument of the called function, event_year */
extern int	archive_year_argument(FunctionCallInfo fcinfo);

/* Raise 22023: a year cannot be "detached" or "attached", and why. */
BOH_NORETURN extern void archive_year_refuse(int year, const char *what, const char *why);

/* Record in the audit that a year was detached or attached. */
extern void archive_year_record(Oid schema, const char *action, int year, int64 events);

#endif							/* BOH_ARCHIVE_YEAR_H */
