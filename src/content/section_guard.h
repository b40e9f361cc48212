/*-------------------------------------------------------------------------
 *
 * content/section_guard.h
 *	  Sections that do not fit the form of their type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_GUARD_H
#define BOH_SECTION_GUARD_H

#include "lib/stringinfo.h"
#include "utils/uuid.h"

#include "json/schema.h"

/* The sections of a type that were found not to fit its form */
typedef struct BohBrokenSections
{
	BohJsonSink sink;
	Oid			schema;
	Oid			type;			/* value of section_type */
	bool		disclose;		/* whether the caller may see sections */
	bool		disclose_versions;	/* whether it may see versions of pages */
	int64		count;
	StringInfoData list;		/* JSON array, without the closing bracket */

	/* the section that is being checked */
	const pg_uuid_t *page;
	const pg_uuid_t *section;	/* NULL: in a version of the page */
	int			version;
	const char *place;			/* within the version: JSON Pointer */
	int64		errors;			/* of this section so far */
} BohBrokenSections;

extern void boh_broken_init(BohBrokenSections *broken, Oid schema, Oid type);

/*
 * Whether data fit the form.  The caller has set in broken which section they
 * are of.  If they do not fit, the section is counted and listed.
 */
extern bool boh_broken_check(BohBrokenSections *broken, const Jsonb *data);

/*
 * Raise BH032 if a section did not fit, unless boh.allow_broken_sections is
 * on.
 */
extern void boh_broken_raise(const BohBrokenSections *broken);

/*
 * Call visit for each section of a type as committed now, in id order.  visit
 * must call boh_spi_connect() itself before it runs queries.
 */
typedef void (*BohSectionVisit) (void *argument, const pg_uuid_t *section,
								 const pg_uuid_t *page, const Jsonb *data);
extern void boh_visit_sections(Oid schema, Oid type, BohSectionVisit visit, void *argument);

/* Raise BH032 if existing sections of the type do not fit its form. */
extern void boh_guard_sections(Oid schema, Oid type);

/*
 * Lock content_sections against writers and row lockers.  When the call
 * returns, no other transaction holds a lock on a row of it.  Must precede
 * any change of section_schemas, to keep the lock order: content_sections,
 * section_schemas, content_page_versions.
 */
extern void boh_lock_sections(Oid schema);

/*
 * Lock content_sections as a writer does.  A function that locks a page and
 * then writes its sections must call this before it locks the page.
 * Otherwise there could be a deadlock: the function has the page and waits
 * for a session in boh_lock_sections(), that session waits for an INSERT of a
 * section, and the INSERT waits for the page.
 */
extern void boh_lock_sections_to_write(Oid schema);

#endif							/* BOH_SECTION_GUARD_H */
