/*-------------------------------------------------------------------------
 *
 * base/argument.h
 *	  Arguments of public functions, checked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ARGUMENT_H
#define BOH_ARGUMENT_H

#include "fmgr.h"
#include "utils/uuid.h"

/* Raises 22004 for NULL. */
extern void boh_argument_require(FunctionCallInfo fcinfo, int number, const char *name);

/* Each raises 22004 for NULL, 22023 for a value out of range. */
extern const pg_uuid_t *boh_argument_uuid(FunctionCallInfo fcinfo, int number,
										  const char *name);
extern int	boh_argument_integer(FunctionCallInfo fcinfo, int number,
								 const char *name, int minimum, int maximum);

/* An array; 22004 for NULL. */
extern Datum boh_argument_array(FunctionCallInfo fcinfo, int number, const char *name);

/* Of a name, as much as to see that it is too long; 22004 for NULL. */
extern char *boh_argument_name(FunctionCallInfo fcinfo, int number, const char *name);
extern bool boh_argument_boolean(FunctionCallInfo fcinfo, int number, const char *name);

/* NULL stays NULL; otherwise 1 to maximum characters. */
extern char *boh_argument_text(FunctionCallInfo fcinfo, int number,
							   const char *name, int maximum);

#endif							/* BOH_ARGUMENT_H */
