/*-------------------------------------------------------------------------
 *
 * content/section_schema.h
 *	  What moves sections to another form, and the triggers of section_schemas.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_SCHEMA_H
#define BOH_SECTION_SCHEMA_H

/*
 * While true the triggers let a form change although sections are not of it:
 * boh_migrate_sections() is about to change these, and checks them itself.
 */
extern bool boh_moving_sections;

#endif							/* BOH_SECTION_SCHEMA_H */
