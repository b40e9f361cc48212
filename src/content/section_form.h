/*-------------------------------------------------------------------------
 *
 * content/section_form.h
 *	  The form of each section type: the current JSON Schema of its data.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_FORM_H
#define BOH_SECTION_FORM_H

#include "json/schema.h"
#include "nodes/pg_list.h"

/* Valid until the next call of a boh_section_form...() function */
typedef struct BohSectionForm
{
	NameData	type;
	Oid			value;			/* of the enum section_type */
	Jsonb	   *schema;			/* NULL: the type has none */
	bool		own;			/* from section_schemas, not built-in */
	BohJsonSchemaHint hint;
} BohSectionForm;

extern void boh_section_form_init(void);

/* Find a form by the type's name or enum value.  NULL: no such type. */
extern BohSectionForm *boh_section_form_named(Oid schema, const char *name, int length);
extern BohSectionForm *boh_section_form_of(Oid schema, Oid value);

/* The values of section_type, as a list of OIDs. */
extern List *boh_section_types(Oid schema);

/*
 * Forget the forms of a section_schemas table that changes: here now, in other
 * backends at commit.
 */
extern void boh_section_forms_changed(Oid table);

/*
 * Whether data fit the form, which must have a schema.  Errors are reported to
 * sink, if it is not NULL.
 */
extern bool boh_section_form_fits(BohSectionForm *form, const Jsonb *data,
								  BohJsonSink *sink);

#endif							/* BOH_SECTION_FORM_H */
