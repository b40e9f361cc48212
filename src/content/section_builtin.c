/*-------------------------------------------------------------------------
 *
 * content/section_builtin.c
 *	  The built-in forms of section types, made from sql/sections.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "content/section_builtin.h"

static const struct
{
	const char *type;
	const char *schema;
}			builtin_forms[] = {
#include "section_forms.inc"
};

const char *
boh_section_builtin(const char *type)
{
	for (int i = 0; i < (int) lengthof(builtin_forms); i++)
	{
		if (strcmp(builtin_forms[i].type, type) == 0)
			return builtin_forms[i].schema;
	}
	return NULL;
}
