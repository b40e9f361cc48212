/*-------------------------------------------------------------------------
 *
 * rights/column_class.h
 *	  What kind of data each column holds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_COLUMN_CLASS_H
#define BOH_COLUMN_CLASS_H

#include "postgres.h"

typedef enum BohColumnClass
{
	BOH_COLUMN_NEITHER,			/* neither personal nor financial */
	BOH_COLUMN_FINANCIAL,		/* money, and references to payments */
	BOH_COLUMN_CUSTOMER,		/* personal data of a customer */
	BOH_COLUMN_STAFF,			/* personal data of who runs the site */
	BOH_COLUMN_CREDENTIAL		/* secret, such as the hash of a password */
} BohColumnClass;

typedef struct BohColumnEntry
{
	const char *table;
	const char *column;
	BohColumnClass class;
} BohColumnEntry;

/* All columns of the tables that migrations create, table by table */
extern const BohColumnEntry boh_column_list[];
extern const int boh_column_count;

/*
 * The class of a column of a table of the data schema.  A column that the
 * catalogue does not know, because somebody added it, counts as personal data
 * of a customer.
 */
extern BohColumnClass boh_column_class(const char *table, const char *column);

#endif							/* BOH_COLUMN_CLASS_H */
