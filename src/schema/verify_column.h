/*-------------------------------------------------------------------------
 *
 * schema/verify_column.h
 *	  Finds tables, columns and enums unlike those that migrations made.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_COLUMN_H
#define BOH_VERIFY_COLUMN_H

#include "base/finding.h"

extern void boh_verify_columns(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_COLUMN_H */
