/*-------------------------------------------------------------------------
 *
 * content/section.h
 *	  Checking the data of a section.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_H
#define BOH_SECTION_H

#include "base/error.h"
#include "content/section_form.h"

/* The form of a type.  Raises BH033 if the type or its schema is missing. */
extern BohSectionForm *boh_section_require_form(Oid schema, const char *type, int length);

/* Largest size of a list of errors in DETAIL. */
#define BOH_MOST_LISTED_BYTES (64 * 1024)

/* Append one error as keys and values of a JSON object, without braces. */
extern void boh_section_append_error(StringInfo target, const BohJsonError *error);

#endif							/* BOH_SECTION_H */
