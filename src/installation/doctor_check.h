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
	bool		usable;			/* the role has USAGE on it */
	int			version;		/* 0: no tables, or not usable */
	bool		watched;		/* is of the newest version, and the role may
								 * watch it */
} BohPatient;

/* What a check found */
typedef struct BohDiagnosis
{
	bool		known;
	bool		ok;
	const char *found;			/* NULL: nothing to tell */
	const char *remedy;			/* fills {remedy} in the hint */
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
