/*-------------------------------------------------------------------------
 *
 * json/schema.h
 *	  Validation of jsonb by JSON Schema, draft 2020-12.
 *
 *	BohJsonSchema *schema = boh_json_schema_acquire(source, NULL, false);
 *
 *	valid = boh_json_schema_check(schema, data, NULL);
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_SCHEMA_H
#define BOH_JSON_SCHEMA_H

#include "fmgr.h"
#include "utils/jsonb.h"

/* A compiled schema. */
typedef struct BohJsonSchema BohJsonSchema;

/* An error in the data.  The strings are valid until report() returns. */
typedef struct BohJsonError
{
	const char *path;			/* JSON Pointer into the data */
	const char *keyword;		/* of the schema */
	const char *message;
} BohJsonError;

/* Receives each error.  Callers embed it in a struct with their own fields. */
typedef struct BohJsonSink
{
	void		(*report) (struct BohJsonSink *sink, const BohJsonError *error);
} BohJsonSink;

/* The cache slot in which a caller found its schema; initialize with zeros. */
typedef struct BohJsonSchemaHint
{
	int			slot;
	uint64		serial;
} BohJsonSchemaHint;

/*
 * Returns the compiled schema, from the backend's cache if it is there.  The
 * caller must release it once for each call; the cache may keep it longer.
 *
 * A hint saves the search in the cache; it may be NULL.  If unchanged is true,
 * the caller guarantees that the source is the same as in the last call with
 * this hint, so the sources are not even compared.
 *
 * Raises 22023 if the source is not a valid schema, 0A000 if it uses something
 * that is not supported, 54001 if it is nested too deeply.
 */
extern BohJsonSchema *boh_json_schema_acquire(const Jsonb *source,
											  BohJsonSchemaHint *hint, bool unchanged);
extern void boh_json_schema_release(BohJsonSchema *schema);

/*
 * Returns whether the data is valid.  With a sink, reports every error, in
 * the order in which validation finds them.  Without one, stops at the first
 * error.
 */
extern bool boh_json_schema_validate(const BohJsonSchema *schema, const Jsonb *data,
									 BohJsonSink *sink);

/* The same, but always releases the schema, also if an error is raised. */
extern bool boh_json_schema_check(BohJsonSchema *schema, const Jsonb *data,
								  BohJsonSink *sink);

/*
 * The same for an SQL function that returns the errors as a set of rows (path,
 * keyword, message).  Call InitMaterializedSRF() first.
 */
extern void boh_json_schema_return_errors(FunctionCallInfo fcinfo, BohJsonSchema *schema,
										  const Jsonb *data);

#endif							/* BOH_JSON_SCHEMA_H */
