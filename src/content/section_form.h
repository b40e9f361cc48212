/*-------------------------------------------------------------------------
 *
 * content/section_form.h
 *	  The form of each section type: the JSON Schema of its data that is in force.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_FORM_H
#define BOH_SECTION_FORM_H

#include "json/schema.h"
#include "nodes/pg_list.h"

/* Stays as it is until the next call of boh_section_form...() */
typedef struct BohSectionForm
{
	NameData	type;
	Oid			value;			/* of the enum section_type */
	Jsonb	   *schema;			/* NULL: the type has none */
	bool		own;			/* from section_schemas */
	BohJsonSchemaHint hint;
} BohSectionForm;

extern void boh_section_form_init(void);

/* By the type's name or its enum value.  NULL: there is no such type. */
extern BohSectionForm *boh_section_form_named(Oid schema, const char *name, int length);
extern BohSectionForm *boh_section_form_of(Oid schema, Oid value);

/* The values of section_type, as a list of OIDs. */
extern List *boh_section_types(Oid schema);

/* section_schemas changes: forget its forms here and, at commit, in other backends. */
extern void boh_section_forms_changed(Oid table);

/* Whether data is of the form, which must have a schema.  Errors go to sink if there is one. */
extern bool boh_section_form_fits(BohSectionForm *form, const Jsonb *data,
								  BohJsonSink *sink);

#endif							/* BOH_SECTION_FORM_H */
