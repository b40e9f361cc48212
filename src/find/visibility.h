/*-------------------------------------------------------------------------
 *
 * find/visibility.h
 *	  Which events a caller sees in lists, in search and by slug.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VISIBILITY_H
#define BOH_VISIBILITY_H

#include "utils/uuid.h"

#include "base/caller.h"

/*
 * Everybody sees an event that was published and is no DRAFT.  A caller may
 * also see all events whose author_id is between two ids: all of them, those
 * of the person who is signed in, or, with sees_more false, none.
 */
typedef struct BohEyes
{
	bool		sees_more;
	pg_uuid_t	first_author;
	pg_uuid_t	last_author;
} BohEyes;

extern BohEyes boh_eyes(Oid schema);

/* Whether these eyes see all events of an author */
extern bool boh_sees_author(const BohEyes *eyes, const pg_uuid_t *author);

/* The two ids as parameters of a statement: NULL unless sees_more */
extern void boh_eyes_parameters(const BohEyes *eyes, Datum *values, char *nulls);

/* What everybody sees of events, whose alias is e */
#define BOH_PUBLIC_EVENT "(e.published_at IS NOT NULL AND e.status <> 'DRAFT')"

/* What eyes see, given their two ids */
#define BOH_VISIBLE_EVENT(first, last) \
	"(" BOH_PUBLIC_EVENT " OR e.author_id BETWEEN " first " AND " last ")"

/*
 * Until boh_reading_end(), statements run as the owner of the tables of events,
 * because what is public is for every role with USAGE on the schema.  So they
 * must show no more than the caller's eyes see.  If other roles own some of
 * these tables, statements run as the caller.
 *
 * No clean-up is needed after an error: abort restores the role.
 */
typedef struct BohReading
{
	bool		as_owner;
	BohCaller	caller;
} BohReading;

extern BohReading boh_reading_begin(Oid schema);
extern void boh_reading_end(BohReading reading);

#endif							/* BOH_VISIBILITY_H */
