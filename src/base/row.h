/*-------------------------------------------------------------------------
 *
 * base/row.h
 *	  Rows in trigger functions: the call is checked, columns are found by
 *	  name, changes are collected.
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

/* A column that a trigger function needs; type InvalidOid is any enum. */
typedef struct BohColumn
{
	const char *name;
	Oid			type;
} BohColumn;

/* The columns of a table, in the order of the subject's own enum. */
typedef struct BohTable
{
	const char *name;			/* for messages, and the error fields */
	int			ncolumns;
	const BohColumn *columns;
} BohTable;

typedef struct BohRow
{
	Relation	relation;
	HeapTuple	tuple;
	TupleDesc	descriptor;
	Datum	   *stored_values;	/* the tuple's, by attribute number from 0;
								 * NULL: it was not taken apart yet */
	bool	   *stored_nulls;
	AttrNumber	attributes[BOH_MAX_COLUMNS];
	int			ncolumns;
	bool		stored;			/* false for a row that is being inserted */
	bool		changed[BOH_MAX_COLUMNS];
	Datum		values[BOH_MAX_COLUMNS];
	bool		nulls[BOH_MAX_COLUMNS];
} BohRow;

extern void boh_row_init(void);

/* What a trigger function must be called for. */
#define BOH_TRIGGER_ROW			0x01
#define BOH_TRIGGER_STATEMENT	0x02
#define BOH_TRIGGER_BEFORE		0x04
#define BOH_TRIGGER_AFTER		0x08
#define BOH_TRIGGER_INSERT		0x10
#define BOH_TRIGGER_UPDATE		0x20
#define BOH_TRIGGER_DELETE		0x40
#define BOH_TRIGGER_TRUNCATE	0x80

/*
 * The call's TriggerData, or an error when the function was not called as a
 * trigger of one of the given levels, timings and events.
 */
extern TriggerData *boh_trigger(FunctionCallInfo fcinfo, const char *function,
								int expected);

extern void boh_row_open(BohRow *row, Relation relation, const BohTable *table,
						 HeapTuple tuple);

/* Let a row stand for another version of itself, without changes. */
extern void boh_row_take(BohRow *row, HeapTuple tuple);

/* The row that an INSERT or UPDATE is about to write. */
extern void boh_row_open_new(BohRow *row, const TriggerData *trigger,
							 const BohTable *table);

/* A column's value, as changed so far. */
extern Datum boh_get(const BohRow *row, int column, bool *isnull);
extern bool boh_is_null(const BohRow *row, int column);

/* NULL for NULL */
extern char *boh_get_text(const BohRow *row, int column);

/*
 * The same for columns that must not be NULL: raise 23502 when one is, be it
 * that its constraint comes later, or that somebody took it away.
 */
extern Datum boh_get_required(const BohRow *row, int column);
extern int32 boh_get_integer(const BohRow *row, int column);
extern const pg_uuid_t *boh_get_uuid(const BohRow *row, int column);

/* Change a column; value must live until boh_row_tuple(). */
extern void boh_set(BohRow *row, int column, Datum value);
extern void boh_set_null(BohRow *row, int column);
extern void boh_set_enum(BohRow *row, int column, const char *label);

/* true when two rows of one table differ in a column, compared as images */
extern bool boh_differs(const BohRow *one, const BohRow *other, int column);

/* The row with its changes. */
extern HeapTuple boh_row_tuple(BohRow *row);

/* The label of an enum value. */
extern char *boh_enum_label(Datum value);

#endif							/* BOH_ROW_H */
