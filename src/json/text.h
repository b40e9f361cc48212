/*-------------------------------------------------------------------------
 *
 * json/text.h
 *	  Reads JSON that is still text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_TEXT_H
#define BOH_JSON_TEXT_H

#include "base/compat.h"

/*
 * Whether arrays and objects are nested at most limit deep.  PostgreSQL's
 * parser raises an error when the stack is too small, so ask this first.  If
 * the text is not valid JSON, it tells this only of what the parser will read.
 */
extern bool boh_json_is_shallow(const char *json, int length, int limit);

typedef struct BohJsonMember
{
	char	   *name;

	/* STRING, NUMBER, TRUE, FALSE, NULL, ARRAY_START or OBJECT_START */
	JsonTokenType type;
	char	   *text;			/* of a string, or a number as it is written */
	List	   *strings;		/* of an array of strings alone; otherwise NIL */
	bool		has_others;		/* an array with anything but strings */
} BohJsonMember;

#define BOH_JSON_MOST_MEMBERS 100
#define BOH_JSON_MEMBERS_DEPTH 32

typedef struct BohJsonMembers
{
	int			count;
	BohJsonMember members[BOH_JSON_MOST_MEMBERS];
} BohJsonMembers;

/*
 * Read the members of an object.  false: the text is not a JSON object, two
 * members have the same name, there are too many of them, or it is nested too
 * deep.
 */
extern bool boh_json_members(const char *json, int length, BohJsonMembers *members);

/* NULL: there is no member of that name. */
extern const BohJsonMember *boh_json_member(const BohJsonMembers *members, const char *name);

/* NULL: the member is missing, or no string. */
extern char *boh_json_string(const BohJsonMembers *members, const char *name);

#endif							/* BOH_JSON_TEXT_H */
