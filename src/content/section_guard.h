/*-------------------------------------------------------------------------
 *
 * content/section_guard.h
 *	  Sections that are not of the form that their type has, or would have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_GUARD_H
#define BOH_SECTION_GUARD_H

#include "lib/stringinfo.h"
#include "utils/uuid.h"

#include "json/schema.h"

/* What was found so far. */
typedef struct BohBrokenSections
{
	BohJsonSink sink;
	Oid			schema;
	Oid			type;			/* value of section_type */
	bool		disclose;		/* whether the caller may know which */
	bool		disclose_versions;	/* the same of those in versions */
	int64		count;
	StringInfoData list;

	/* of the section that is being looked at */
	const pg_uuid_t *page;
	const pg_uuid_t *section;	/* NULL: in a version of the page */
	int			version;
	const char *place;			/* within the version: JSON Pointer */
	int64		errors;
} BohBrokenSections;

extern void boh_broken_init(BohBrokenSections *broken, Oid schema, Oid type);

/* Whether data, of the section that broken names, fit; notes it if not. */
extern bool boh_broken_check(BohBrokenSections *broken, const Jsonb *data);

/* BH032 when there are any, unless boh.allow_broken_sections is on. */
extern void boh_broken_raise(const BohBrokenSections *broken);

/*
 * Goes through all sections of a type as they are committed now, in id order.
 * What visit queries it connects SPI for.
 */
typedef void (*BohSectionVisit) (void *argument, const pg_uuid_t *section,
								 const pg_uuid_t *page, const Jsonb *data);
extern void boh_visit_sections(Oid schema, Oid type, BohSectionVisit visit, void *argument);

/* BH032 when existing sections of the type are not of its form. */
extern void boh_guard_sections(Oid schema, Oid type);

/*
 * Lock out whoever writes sections, or has locked some to write them later: their
 * rows are free then.  Before any change of section_schemas, so that there is one
 * order: sections, then schemas, then versions of pages.
 */
extern void boh_lock_sections(Oid schema);

/*
 * Whoever locks a page and writes its sections afterwards calls this first.  Without
 * it they would have the page while they wait for those who lock writers out, who
 * wait for an INSERT, which waits for the page.
 */
extern void boh_lock_sections_to_write(Oid schema);

#endif							/* BOH_SECTION_GUARD_H */
