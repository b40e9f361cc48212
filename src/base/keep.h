/*-------------------------------------------------------------------------
 *
 * base/keep.h
 *	  Triggers that keep everybody but boh from writing a table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_KEEP_H
#define BOH_KEEP_H

#include "fmgr.h"

#include "base/error.h"

/*
 * The body of such a trigger, whose function has this name: BEFORE, for each
 * row or statement, also of a partition.  Lets boh's own writes pass, and
 * raises the error for all others, with the table and the operation as DETAIL.
 */
extern Datum boh_keep(FunctionCallInfo fcinfo, const char *function, BohError error);

#endif							/* BOH_KEEP_H */
