/*-------------------------------------------------------------------------
 *
 * rights/column_class.h
 *	  What kind of data each column holds, and what erasure does with it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_COLUMN_CLASS_H
#define BOH_COLUMN_CLASS_H

#include "postgres.h"

#include "nodes/pg_list.h"

typedef enum BohColumnClass
{
	BOH_COLUMN_NEITHER,			/* neither personal nor financial */
	BOH_COLUMN_FINANCIAL,		/* money */
	BOH_COLUMN_PAYMENT,			/* financial, too: names a payment to the
								 * payment provider */
	BOH_COLUMN_CUSTOMER,		/* personal data of a customer */
	BOH_COLUMN_STAFF,			/* personal data of who runs the site */
	BOH_COLUMN_CREDENTIAL,		/* secret, such as the hash of a password */
	BOH_COLUMN_CLASSES
} BohColumnClass;

/* What erasing a person does with the column in rows of the person */
typedef enum BohErasure
{
	BOH_ERASURE_KEEP,			/* nothing */
	BOH_ERASURE_EMPTY,			/* NULL or, if that is not allowed, the
								 * default */
	BOH_ERASURE_REPLACE,		/* a value without meaning */
	BOH_ERASURE_DELETE			/* the row is deleted */
} BohErasure;

typedef struct BohColumnEntry
{
	const char *table;
	const char *column;
	BohColumnClass class;
	BohErasure	erasure;
} BohColumnEntry;

/* All columns of the tables that migrations create, table by table */
extern const BohColumnEntry boh_column_list[];
extern const int boh_column_count;

/* What stands after the id in the address of an erased account */
#define BOH_ERASED_DOMAIN "@erased.invalid"

/*
 * The class of a column of a table that migrations create.  A column that
 * somebody added, and that the owner has not classified, counts as personal
 * data of a customer.
 */
extern BohColumnClass boh_column_class(Oid schema, const char *table, const char *column);

extern bool boh_class_is_personal(BohColumnClass class);
extern bool boh_class_is_for_reporting(BohColumnClass class);

/* The name of a class in SQL; false: there is no class of that name. */
extern const char *boh_class_name(BohColumnClass class);
extern bool boh_class_named(const char *name, BohColumnClass *class);

extern const char *boh_erasure_name(BohErasure erasure);

/*
 * The column of a listed table that names the person to whom the row belongs;
 * NULL: its rows belong to nobody.
 */
extern const char *boh_person_column(const char *table);

/* What replaces the value of a column whose erasure is BOH_ERASURE_REPLACE */
extern const char *boh_replacement(const char *table, const char *column);

/* Who has classified a column */
typedef enum BohClassifier
{
	BOH_BY_EXTENSION,			/* the list */
	BOH_BY_OWNER,				/* column_classes */
	BOH_BY_NOBODY
} BohClassifier;

/* A column of a table in a data schema, and what is known of it */
typedef struct BohClassified
{
	const char *table;
	const char *column;
	bool		listed_table;	/* a migration creates the table */
	BohClassifier by;
	BohColumnClass class;		/* by nobody: BOH_COLUMN_CUSTOMER */
	BohErasure	erasure;
	const char *person_column;	/* NULL: the row belongs to nobody */
	Oid			type;
	bool		required;		/* NOT NULL */
	const char *default_value;	/* an expression; NULL: none */
	bool		generated;		/* cannot be written */
} BohClassified;

/*
 * The columns of all tables of a data schema, table by table, between
 * SPI_connect and SPI_finish.  Tables of other owners than the schema's are left
 * out.
 */
extern List *boh_classified_columns(Oid schema);

#endif							/* BOH_COLUMN_CLASS_H */
