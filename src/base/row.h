/*-------------------------------------------------------------------------
 *
 * base/row.h
 *	  Rows in trigger functions: checks how the function was called, finds
 *	  columns by name, collects changes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ROW_H
#define BOH_ROW_H

#include "commands/trigger.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#define BOH_MAX_COLUMNS 24

/* A column that a trigger function needs; type InvalidOid: any enum */
typedef struct BohColumn
{
	const char *name;
	Oid			type;
} BohColumn;

/*
 * The columns of a table that the code uses.  The column arguments of the
 * functions below are indexes into columns.
 */
typedef struct BohTable
{
	const char *name;			/* for messages and error fields */
	int			ncolumns;
	const BohColumn *columns;
} BohTable;

typedef struct BohRow
{
	Relation	relation;
	HeapTuple	tuple;
	TupleDesc	descriptor;
	Datum	   *stored_values;	/* the tuple's, by attribute number - 1; NULL:
								 * it was not deformed yet */
	bool	   *stored_nulls;
	AttrNumber	attributes[BOH_MAX_COLUMNS];
	int			ncolumns;
	bool		stored;			/* false for a row that is being inserted */
	bool		changed[BOH_MAX_COLUMNS];
	Datum		values[BOH_MAX_COLUMNS];
	bool		nulls[BOH_MAX_COLUMNS];
} BohRow;

extern void boh_row_init(void);

/* Levels, timings and events for which a trigger function may be called */
#define BOH_TRIGGER_ROW			0x01
#define BOH_TRIGGER_STATEMENT	0x02
#define BOH_TRIGGER_BEFORE		0x04
#define BOH_TRIGGER_AFTER		0x08
#define BOH_TRIGGER_INSERT		0x10
#define BOH_TRIGGER_UPDATE		0x20
#define BOH_TRIGGER_DELETE		0x40
#define BOH_TRIGGER_TRUNCATE	0x80

/*
 * The TriggerData of the call.  Raises an error when the function was not
 * called as a trigger of one of the expected levels, timings and events.
 */
extern TriggerData *boh_trigger(FunctionCallInfo fcinfo, const char *function,
								int expected);

extern void boh_row_open(BohRow *row, Relation relation, const BohTable *table,
						 HeapTuple tuple);

/* Replace the row's tuple by another version, and forget all changes. */
extern void boh_row_take(BohRow *row, HeapTuple tuple);

/* Open the row that an INSERT or UPDATE is about to write. */
extern void boh_row_open_new(BohRow *row, const TriggerData *trigger,
							 const BohTable *table);

/* The value of a column, with the changes made so far */
extern Datum boh_get(const BohRow *row, int column, bool *isnull);
extern bool boh_is_null(const BohRow *row, int column);

/* NULL for NULL */
extern char *boh_get_text(const BohRow *row, int column);

/*
 * The same for columns that must not be NULL: raise 23502 for NULL.
 * PostgreSQL checks NOT NULL only after BEFORE triggers, and somebody may have
 * dropped the constraint.
 */
extern Datum boh_get_required(const BohRow *row, int column);
extern int32 boh_get_integer(const BohRow *row, int column);
extern const pg_uuid_t *boh_get_uuid(const BohRow *row, int column);

/* Change a column; value must stay valid until boh_row_tuple(). */
extern void boh_set(BohRow *row, int column, Datum value);
extern void boh_set_null(BohRow *row, int column);
extern void boh_set_enum(BohRow *row, int column, const char *label);

/* true when a column differs, by datum_image_eq(), in two rows of one table */
extern bool boh_differs(const BohRow *one, const BohRow *other, int column);

/* The row with its changes, as a tuple */
extern HeapTuple boh_row_tuple(BohRow *row);

/* The label of an enum value. */
extern char *boh_enum_label(Datum value);

#endif							/* BOH_ROW_H */
