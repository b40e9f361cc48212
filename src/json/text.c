/*-------------------------------------------------------------------------
 *
 * json/text.c
 *	  Reads JSON that is still text.
 *
 * jsonb keeps only the last of several members with the same name.  Where they
 * must be refused, the text has to be read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/pg_list.h"

#include "base/compat.h"
#include "json/text.h"

typedef struct Reader
{
	BohJsonMembers *members;
	int			depth;			/* arrays and objects around the value */
	bool		refused;
} Reader;

bool
boh_json_is_shallow(const char *json, int length, int limit)
{
	bool		in_string = false;
	int			depth = 0;

	for (int i = 0; i < length; i++)
	{
		if (json[i] == '"')
			in_string = !in_string;
		else if (in_string)
		{
			if (json[i] == '\\')
				i++;
		}
		else if (json[i] == '[' || json[i] == '{')
		{
			if (++depth > limit)
				return false;
		}
		else if (json[i] == ']' || json[i] == '}')
			depth--;
	}
	return true;
}

const BohJsonMember *
boh_json_member(const BohJsonMembers *members, const char *name)
{
	for (int i = 0; i < members->count; i++)
	{
		if (strcmp(members->members[i].name, name) == 0)
			return &members->members[i];
	}
	return NULL;
}

char *
boh_json_string(const BohJsonMembers *members, const char *name)
{
	const BohJsonMember *member = boh_json_member(members, name);

	return member != NULL && member->type == JSON_TOKEN_STRING ? member->text : NULL;
}

static BohJsonMember *
last_member(Reader *reader)
{
	return &reader->members->members[reader->members->count - 1];
}

static BohJsonAction
member_begins(void *state, char *name, bool isnull pg_attribute_unused())
{
	Reader	   *reader = state;

	if (reader->depth != 1 || reader->refused)
		BOH_JSON_GO_ON;
	if (reader->members->count == BOH_JSON_MOST_MEMBERS ||
		boh_json_member(reader->members, name) != NULL)
		reader->refused = true;
	else
		reader->members->members[reader->members->count++] = (BohJsonMember)
	{
		.name = name
	};
	BOH_JSON_GO_ON;
}

/* A value is a member's, one of a member's array, or deeper within. */
static void
value_begins(Reader *reader, JsonTokenType type, char *text)
{
	BohJsonMember *member;

	if (reader->depth == 0)
		reader->refused |= type != JSON_TOKEN_OBJECT_START;
	if (reader->depth == 0 || reader->refused)
		return;
	member = last_member(reader);
	if (reader->depth == 1)
	{
		member->type = type;
		member->text = text;
	}
	else if (reader->depth == 2 && member->type == JSON_TOKEN_ARRAY_START)
	{
		if (type == JSON_TOKEN_STRING)
			member->strings = lappend(member->strings, text);
		else
			member->has_others = true;
	}
}

static BohJsonAction
object_begins(void *state)
{
	Reader	   *reader = state;

	value_begins(reader, JSON_TOKEN_OBJECT_START, NULL);
	reader->depth++;
	BOH_JSON_GO_ON;
}

static BohJsonAction
array_begins(void *state)
{
	Reader	   *reader = state;

	value_begins(reader, JSON_TOKEN_ARRAY_START, NULL);
	reader->depth++;
	BOH_JSON_GO_ON;
}

static BohJsonAction
ends(void *state)
{
	((Reader *) state)->depth--;
	BOH_JSON_GO_ON;
}

static BohJsonAction
scalar(void *state, char *token, JsonTokenType type)
{
	value_begins(state, type, token);
	BOH_JSON_GO_ON;
}

bool
boh_json_members(const char *json, int length, BohJsonMembers *members)
{
	Reader		reader = {.members = members};
	JsonSemAction actions = {
		.semstate = &reader,
		.object_start = object_begins,
		.object_end = ends,
		.array_start = array_begins,
		.array_end = ends,
		.object_field_start = member_begins,
		.scalar = scalar
	};

	members->count = 0;
	return boh_json_is_shallow(json, length, BOH_JSON_MEMBERS_DEPTH) &&
		boh_json_parse(json, length, &actions) && !reader.refused;
}
