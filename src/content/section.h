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

/* The form of a type, which must exist and have a schema, else BH033. */
extern BohSectionForm *boh_section_require_form(Oid schema, const char *type, int length);

/* How much a list of errors in DETAIL may hold. */
#define BOH_MOST_LISTED_BYTES (64 * 1024)

/* One error as keys and values of a JSON object. */
extern void boh_section_append_error(StringInfo target, const BohJsonError *error);

#endif							/* BOH_SECTION_H */
