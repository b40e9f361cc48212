/*-------------------------------------------------------------------------
 *
 * installation/doctor_check.h
 *	  The checks of boh_doctor().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_DOCTOR_CHECK_H
#define BOH_DOCTOR_CHECK_H

#include "base/query.h"

/* What the current role sees of the data schema that boh.schema names */
typedef struct BohPatient
{
	const char *name;
	Oid			schema;			/* InvalidOid: there is none */
	const char *fault;			/* why no tables of boh can be there; NULL:
								 * they can */
	bool		usable;			/* the role has USAGE on it */
	bool		hidden;			/* it has tables, and the role lacks USAGE */
	int			version;		/* 0: no tables, or not usable */
	char	   *elsewhere;		/* the node of Citus that has its tables;
								 * NULL: this one */
	bool		watched;		/* is of the newest version and here, and the
								 * role may watch it */
	bool		locked;			/* others have a table locked that tells this */
} BohPatient;

/* The right that it takes to do what a hint says */
typedef enum BohDoctorRight
{
	BOH_RIGHT_OF_EVERYBODY,
	BOH_RIGHT_OF_SUPERUSER,
	BOH_RIGHT_OF_DATABASE_OWNER,
	BOH_RIGHT_TO_CREATE_DATABASE,
	BOH_RIGHT_TO_CREATE_IN_DATABASE,
	BOH_RIGHT_OF_EXTENSION_OWNER,
	BOH_RIGHT_TO_CREATE_IN_SCHEMA,
	BOH_RIGHT_OF_TABLES_OWNER,
	BOH_RIGHT_OF_MAINTENANCE
} BohDoctorRight;

/* What a check found */
typedef struct BohDiagnosis
{
	bool		known;
	bool		locked;			/* not known, because others have a table
								 * locked */
	bool		ok;
	const char *found;			/* NULL: nothing to tell */
	const char *remedy;			/* fills {remedy} in the hint */
	BohDoctorRight right;		/* if it depends on what was found */
} BohDiagnosis;

/* Runs between boh_spi_connect() and boh_spi_finish(). */
typedef void (*BohDoctorFunction) (const BohPatient *patient, BohDiagnosis *diagnosis);

/*
 * A check has a function, or a statement that returns ok (boolean; NULL: not
 * known) and found (text), and may have the OID of the schema as parameter.  In
 * hints, {database} and {schema} stand for quoted names, {schema_literal} and
 * {role} for literals.
 */
typedef struct BohDoctorCheck
{
	const char *name;
	const char *severity;		/* critical, warning or informational */
	bool		of_schema;		/* looks into the data schema */
	const char *hint;			/* what to run if it is not in order */
	BohDoctorRight right;		/* needed for that */
	const char *unknown;		/* what to run if it is not known */
	BohDoctorFunction function;
	BohQuery	query;
} BohDoctorCheck;

typedef struct BohDoctorChecks
{
	int			count;
	const BohDoctorCheck *checks;
} BohDoctorChecks;

#define BOH_DOCTOR_QUERY \
	.read_only = true, \
	.safe_path = true, \
	.no_jit = true

extern const BohDoctorChecks boh_server_doctor;
extern const BohDoctorChecks boh_extension_doctor;
extern const BohDoctorChecks boh_schema_doctor;

#endif							/* BOH_DOCTOR_CHECK_H */
