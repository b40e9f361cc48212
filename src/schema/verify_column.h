/*-------------------------------------------------------------------------
 *
 * schema/verify_column.h
 *	  Tables, columns and enums that are not as the migrations made them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_COLUMN_H
#define BOH_VERIFY_COLUMN_H

#include "base/finding.h"

extern void boh_verify_columns(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_COLUMN_H */
