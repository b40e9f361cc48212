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

/* What boh_json_schema_validate() finds; the texts live until report returns. */
typedef struct BohJsonError
{
	const char *path;			/* JSON Pointer into the data */
	const char *keyword;		/* of the schema */
	const char *message;
} BohJsonError;

/* Takes each error.  Callers put what they need behind it. */
typedef struct BohJsonSink
{
	void		(*report) (struct BohJsonSink *sink, const BohJsonError *error);
} BohJsonSink;

/* Where a caller found its schema the last time; begins as zeros. */
typedef struct BohJsonSchemaHint
{
	int			slot;
	uint64		serial;
} BohJsonSchemaHint;

/*
 * The schema compiled from its source, taken from the backend's cache where it
 * is there.  It stays until it is released as often as it was acquired, then
 * for as long as the cache has room.  A hint, which may be NULL, spares the
 * search; with unchanged, the source is that of the hint's last use for sure,
 * and is not even compared.  Raises 22023 for what is no schema, 0A000 for what
 * is not supported, 54001 for what is nested too deeply.
 */
extern BohJsonSchema *boh_json_schema_acquire(const Jsonb *source,
											  BohJsonSchemaHint *hint, bool unchanged);
extern void boh_json_schema_release(BohJsonSchema *schema);

/*
 * Whether the data is valid.  With a sink every error is reported, in the
 * order of the walk; without one the first error ends it.
 */
extern bool boh_json_schema_validate(const BohJsonSchema *schema, const Jsonb *data,
									 BohJsonSink *sink);

/* The same, and releases the schema, also when an error is raised. */
extern bool boh_json_schema_check(BohJsonSchema *schema, const Jsonb *data,
								  BohJsonSink *sink);

/*
 * The same for a function that returns errors as a table (path, keyword,
 * message), after InitMaterializedSRF().
 */
extern void boh_json_schema_return_errors(FunctionCallInfo fcinfo, BohJsonSchema *schema,
										  const Jsonb *data);

#endif							/* BOH_JSON_SCHEMA_H */
