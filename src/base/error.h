/*-------------------------------------------------------------------------
 *
 * base/error.h
 *	  The catalogue of errors.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ERROR_H
#define BOH_ERROR_H

#include "lib/stringinfo.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "base/compat.h"
#include "base/error_catalogue.h"
#include "base/row.h"

/*
 * What an error is about: a table of the data schema and, if not NULL, its
 * column and constraint.  They are sent as fields of the error.
 */
typedef struct BohPlace
{
	Oid			schema;			/* InvalidOid: no table is concerned */
	const char *table;
	const char *column;
	const char *constraint;
} BohPlace;

#define BOH_PLACE(schema, table, column, constraint) \
	((BohPlace) {(schema), (table), (column), (constraint)})
#define BOH_NO_PLACE BOH_PLACE(InvalidOid, NULL, NULL, NULL)

/*
 * The DETAIL of an error: a JSON object, built key by key.  A NULL text
 * becomes JSON null.
 */
typedef struct BohDetail
{
	StringInfoData json;
} BohDetail;

extern void boh_detail_init(BohDetail *detail);
extern void boh_detail_text(BohDetail *detail, const char *key, const char *value);
extern void boh_detail_integer(BohDetail *detail, const char *key, int64 value);
extern void boh_detail_uuid(BohDetail *detail, const char *key, const pg_uuid_t *value);
extern void boh_detail_time(BohDetail *detail, const char *key, TimestampTz value);
extern void boh_detail_numeric(BohDetail *detail, const char *key, Datum value);
extern void boh_detail_object(BohDetail *detail, const char *key, const char *json);
extern char *boh_detail_json(BohDetail *detail);

/*
 * Raise an error of the catalogue.  The arguments after place fill the format
 * of its message; see error_catalogue.c for what each message takes.
 */
BOH_NORETURN extern void boh_raise(BohError error, BohDetail *detail, BohPlace place,...);

/*
 * The same for an error that must not tell why it is raised.  Only the
 * server's log has reason.
 */
BOH_NORETURN extern void boh_raise_without_reason(BohError error, const char *reason);

/* For use in ereport() or an error context callback, like errtable() */
extern int	boh_errplace(BohPlace place);

/*
 * P0002: no row of that table has the id.  what names such a row, for example
 * "event".
 */
BOH_NORETURN extern void boh_raise_not_found(Oid schema, const char *table,
											 const char *what, const pg_uuid_t *id);

/* A setting of the site does not fit what reads it.  expected: what it should be */
BOH_NORETURN extern void boh_raise_setting_unfit(Oid schema, const char *key, const char *expected);

/* 40001: a concurrent transaction changed a row that this one depends on */
BOH_NORETURN extern void boh_raise_serialization_failure(void);

/*
 * The role that gets errors while a statement runs as the owner of a table;
 * InvalidOid: the current role.
 */
extern Oid	boh_asking_role;

/*
 * true when the role that gets errors may read all rows of a table in the data
 * schema
 */
extern bool boh_caller_may_read(Oid schema, const char *table);

/*
 * true when that role may see the value of a column in this row.  It may see
 * each column of a row that it inserts.  Of a stored row, which policies let
 * it change, it may see the columns that it has the privilege to read.
 */
extern bool boh_caller_may_see(const BohRow *row, int column);

#endif							/* BOH_ERROR_H */
