/*-------------------------------------------------------------------------
 *
 * content/section_builtin.h
 *	  The built-in forms of section types.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_BUILTIN_H
#define BOH_SECTION_BUILTIN_H

/* The built-in JSON Schema of a type as text, or NULL when there is none. */
extern const char *boh_section_builtin(const char *type);

#endif							/* BOH_SECTION_BUILTIN_H */
