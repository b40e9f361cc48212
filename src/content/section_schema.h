/*-------------------------------------------------------------------------
 *
 * content/section_schema.h
 *	  Shared by boh_migrate_sections() and the triggers of section_schemas.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_SCHEMA_H
#define BOH_SECTION_SCHEMA_H

/*
 * While true, the triggers do not check existing sections when a form changes:
 * boh_migrate_sections() is about to change these sections and checks them
 * itself.
 */
extern bool boh_moving_sections;

#endif							/* BOH_SECTION_SCHEMA_H */
