/*-------------------------------------------------------------------------
 *
 * base/import.h
 *	  The door for imports: rows that are as they were elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_IMPORT_H
#define BOH_IMPORT_H

#include "postgres.h"

extern void boh_import_init(void);

/*
 * Open the door of a data schema for the current role until the transaction
 * ends, or the subtransaction is rolled back.  The caller has checked that the
 * role has the rights of the owner of the tables.
 */
extern void boh_import_begin(Oid schema);

/*
 * true when the current role itself has opened the door of this data schema in
 * this transaction.  Rows that it inserts are as they were elsewhere: no rule
 * of the clock is for them, but all rules of counting are.
 */
extern bool boh_importing(Oid schema);

#endif							/* BOH_IMPORT_H */
