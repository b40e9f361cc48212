/*-------------------------------------------------------------------------
 *
 * base/argument.h
 *	  Checks arguments of public functions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ARGUMENT_H
#define BOH_ARGUMENT_H

#include "fmgr.h"
#include "utils/uuid.h"

#include "base/compat.h"

/* Raises 22004 for NULL. */
extern void boh_argument_require(FunctionCallInfo fcinfo, int number, const char *name);

/* Raises 22004 for NULL. */
extern const pg_uuid_t *boh_argument_uuid(FunctionCallInfo fcinfo, int number,
										  const char *name);

/* Raises 22004 for NULL, 22023 for a value out of range. */
extern int	boh_argument_integer(FunctionCallInfo fcinfo, int number,
								 const char *name, int minimum, int maximum);

/* Raises 22004 for NULL. */
extern Datum boh_argument_array(FunctionCallInfo fcinfo, int number, const char *name);

/*
 * An argument that names something, cut to NAMEDATALEN bytes: one that is too
 * long for a name still is, afterwards.  Raises 22004 for NULL.
 */
extern char *boh_argument_name(FunctionCallInfo fcinfo, int number, const char *name);

/* Raises 22004 for NULL. */
extern bool boh_argument_boolean(FunctionCallInfo fcinfo, int number, const char *name);

/* Returns NULL for NULL; raises 22023 unless 1 to maximum characters long. */
extern char *boh_argument_text(FunctionCallInfo fcinfo, int number,
							   const char *name, int maximum);

/* Raises 22023 for an argument, with its value (NULL: none) and the reason. */
BOH_NORETURN extern void boh_argument_refuse(const char *name, const char *value,
											 const char *reason);

#endif							/* BOH_ARGUMENT_H */
