/*-------------------------------------------------------------------------
 *
 * section.h
 *	  Checking the data of a section.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_H
#define BOH_SECTION_H

#include "error.h"
#include "section_form.h"

/*
 * The form of a type, which must exist and have a schema, else BH033.  By name,
 * or by value of the enum section_type.
 */
extern BohSectionForm *boh_section_require_form(Oid schema, const char *type, int length);
extern BohSectionForm *boh_section_require_form_of(Oid schema, Oid value,
												   BohPlace place);

/*
 * 23514 unless data are of the form.  Without disclose the error does not tell
 * what is in them.
 */
extern void boh_section_require_fit(BohSectionForm *form, const Jsonb *data,
									BohPlace place, bool disclose);

/* What is wrong with data: how much, and the first errors as a JSON array. */
typedef struct BohSectionErrors
{
	BohJsonSink sink;
	int64		count;
	char	   *first;			/* " at "path": message", or ": message" for
								 * the whole */
	StringInfoData list;
} BohSectionErrors;

extern void boh_section_errors_init(BohSectionErrors *errors);

/* One error as keys and values of a JSON object. */
extern void boh_section_append_error(StringInfo target, const BohJsonError *error);

#endif							/* BOH_SECTION_H */
