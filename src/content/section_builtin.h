/*-------------------------------------------------------------------------
 *
 * content/section_builtin.h
 *	  The forms of section types that the library has.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_BUILTIN_H
#define BOH_SECTION_BUILTIN_H

/* The JSON Schema of a type as text, or NULL when the library has none. */
extern const char *boh_section_builtin(const char *type);

#endif							/* BOH_SECTION_BUILTIN_H */
