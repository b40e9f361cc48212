/*-------------------------------------------------------------------------
 *
 * json/translate.c
 *	  Translates regular expressions of ECMA-262, which JSON Schema uses, to
 *	  PostgreSQL's syntax.
 *
 * JSON Schema only asks whether there is a match, so greediness does not
 * matter.  We write out character classes, because \d, \s and the dot match
 * other characters in PostgreSQL.  doc/reference/json_schema.md lists the
 * remaining differences.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "json/character_set.h"
#include "json/pattern.h"

/* PostgreSQL's DUPMAX: the largest number in braces. */
#define MOST_REPETITIONS 255

#define MOST_GROUPS 999

/* Longest name of a Unicode property, including "=" and its value. */
#define LONGEST_PROPERTY 100

typedef struct Translation
{
	const pg_wchar *next;
	const pg_wchar *end;
	pg_wchar   *output;
	int			length;
	int			capacity;
	const char *problem;		/* translation stops if it is set */
	bool		repeatable;		/* a quantifier may follow */
	int			depth;			/* of open parentheses */
	int			looking;		/* depth of the outermost lookaround, or 0 */
	int			groups;			/* number of capturing groups, ECMA-262 */
	int			output_groups;	/* number of capturing groups, PostgreSQL */
	int			group_numbers[MOST_GROUPS + 1]; /* PostgreSQL's number of each
												 * group; 0: not captured */
} Translation;

static void
emit(Translation *translation, pg_wchar c)
{
	if (translation->length == translation->capacity)
	{
		translation->capacity *= 2;
		translation->output = repalloc(translation->output,
									   translation->capacity * sizeof(pg_wchar));
	}
	translation->output[translation->length++] = c;
}

static void
emit_text(Translation *translation, const char *text)
{
	while (*text !='\0')
		emit(translation, (unsigned char) *text ++);
}

static bool
is_punctuation(pg_wchar c)
{
	return c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') &&
		!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
}

/* Writes a literal character, inside or outside of brackets. */
static void
emit_character(Translation *translation, pg_wchar c)
{
	if (is_punctuation(c))
		emit(translation, '\\');
	emit(translation, c);
}

static void
emit_set(Translation *translation, BohSet *set, bool negated)
{
	/* PostgreSQL does not allow empty brackets: negate a full set */
	if (set->count == 0)
	{
		boh_set_add(set, 0, BOH_LAST_CHARACTER);
		negated = !negated;
	}
	boh_set_order(set);
	emit_text(translation, negated ? "[^" : "[");
	for (int i = 0; i < set->count; i++)
	{
		emit_character(translation, set->ranges[i].first);
		if (set->ranges[i].last > set->ranges[i].first)
		{
			emit(translation, '-');
			emit_character(translation, set->ranges[i].last);
		}
	}
	emit(translation, ']');
	if (set->ranges != NULL)
		pfree(set->ranges);
	translation->repeatable = true;
}

/* Reads the rest of \p{...} and adds that property. */
static void
add_property(Translation *translation, BohSet *set)
{
	char		name[LONGEST_PROPERTY + 1];
	int			length = 0;

	if (GetDatabaseEncoding() != PG_UTF8)
	{
		translation->problem = "\\p needs a database with encoding UTF8";
		return;
	}
	translation->problem = "\\p must be followed by the name of a Unicode property in braces";
	if (translation->next == translation->end || *translation->next++ != '{')
		return;
	while (translation->next < translation->end && *translation->next != '}')
	{
		pg_wchar	c = *translation->next++;
		bool		in_names = c == '_' || c == '=' || (c > ' ' && c < 0x7F && !is_punctuation(c));

		if (!in_names || length == LONGEST_PROPERTY)
			return;
		name[length++] = (char) c;
	}
	if (translation->next == translation->end)
		return;
	translation->next++;
	name[length] = '\0';
	if (boh_set_add_property(set, name))
		translation->problem = NULL;
}

/* Adds the class of an escape like \d; false if c is not such an escape. */
static bool
add_class(Translation *translation, pg_wchar c, BohSet *set)
{
	BohSet		class = {0};

	switch (c)
	{
		case 'd':
		case 'D':
			boh_set_add(&class, '0', '9');
			break;
		case 'w':
		case 'W':
			boh_set_add(&class, '0', '9');
			boh_set_add(&class, 'A', 'Z');
			boh_set_add(&class, '_', '_');
			boh_set_add(&class, 'a', 'z');
			break;
		case 's':
		case 'S':
			boh_set_add_white_space(&class);
			break;
		case 'p':
		case 'P':
			add_property(translation, &class);
			break;
		default:
			return false;
	}
	if (c == 'D' || c == 'W' || c == 'S' || c == 'P')
		boh_set_add_complement(set, &class);
	else
	{
		for (int i = 0; i < class.count; i++)
			boh_set_add(set, class.ranges[i].first, class.ranges[i].last);
	}
	if (class.ranges != NULL)
		pfree(class.ranges);
	return true;
}

/* Reads this many hexadecimal digits; -1 if there are fewer. */
static int64
read_hex(Translation *translation, int digits)
{
	int64		value = 0;

	for (int i = 0; i < digits; i++)
	{
		pg_wchar	c = translation->next < translation->end ? *translation->next : 0;

		if (c >= '0' && c <= '9')
			value = value * 16 + c - '0';
		else if (c >= 'a' && c <= 'f')
			value = value * 16 + c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			value = value * 16 + c - 'A' + 10;
		else
			return -1;
		translation->next++;
	}
	return value;
}

/*
 * Reads the code point after \u, in braces or as four digits, or -1.  Two \u
 * escapes that are a surrogate pair are one code point.
 */
static int64
read_code_point(Translation *translation)
{
	int64		value = 0;

	if (translation->next < translation->end && *translation->next == '{')
	{
		int			digits = 0;

		while (translation->next + 1 + digits < translation->end &&
			   translation->next[1 + digits] != '}')
			digits++;
		translation->next++;
		if (digits == 0 || digits > 6)
			return -1;
		value = read_hex(translation, digits);
		if (translation->next == translation->end || *translation->next++ != '}')
			return -1;
		return value;
	}
	value = read_hex(translation, 4);
	if (value >= 0xD800 && value < 0xDC00 &&
		translation->end - translation->next >= 6 &&
		translation->next[0] == '\\' && translation->next[1] == 'u')
	{
		const pg_wchar *before = translation->next;
		int64		low;

		translation->next += 2;
		low = read_hex(translation, 4);
		if (low >= 0xDC00 && low < 0xE000)
			return 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
		translation->next = before;
	}
	return value;
}

/* Converts a code point to a character of the database's encoding. */
static pg_wchar
character_of(Translation *translation, int64 code)
{
	unsigned char bytes[MAX_UNICODE_EQUIVALENT_STRING + 1];
	pg_wchar	characters[MAX_UNICODE_EQUIVALENT_STRING + 1];

	if (code < 0 || code > 0x10FFFF)
		translation->problem = "invalid escape of a character";
	else if (code >= 0x80 && GetDatabaseEncoding() != PG_UTF8)
	{
		pg_unicode_to_server((pg_wchar) code, bytes);
		pg_mb2wchar_with_len((char *) bytes, characters, strlen((char *) bytes));
		return characters[0];
	}
	return translation->problem == NULL ? (pg_wchar) code : 0;
}

/* Reads the rest of an escape that stands for one character. */
static pg_wchar
read_escaped_character(Translation *translation, pg_wchar c)
{
	pg_wchar	letter;

	switch (c)
	{
		case 't':
			return '\t';
		case 'n':
			return '\n';
		case 'v':
			return '\v';
		case 'f':
			return '\f';
		case 'r':
			return '\r';
		case '0':
			return 0;
		case 'c':
			letter = translation->next < translation->end ? *translation->next : 0;
			if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))
			{
				translation->next++;
				return letter % 32;
			}
			break;
		case 'x':
			return character_of(translation, read_hex(translation, 2));
		case 'u':
			return character_of(translation, read_code_point(translation));
		default:
			if (is_punctuation(c) || c <= ' ' || c > 0x7F)
				return c;
			break;
	}
	translation->problem = "invalid escape \\ sequence";
	return 0;
}

static void
translate_back_reference(Translation *translation, pg_wchar digit)
{
	int			group = digit - '0';
	char text[	32];

	while (translation->next < translation->end && *translation->next >= '0' &&
		   *translation->next <= '9' && group <= MOST_GROUPS)
		group = group * 10 + (*translation->next++ - '0');
	if (group > translation->groups || translation->group_numbers[group] == 0 ||
		translation->looking > 0)
	{
		translation->problem = "a back reference must follow its group, and both must be outside of lookarounds";
		return;
	}
	snprintf(text, sizeof(text), "(?:\\%d)", translation->group_numbers[group]);
	emit_text(translation, text);
	translation->repeatable = true;
}

static void
translate_escape(Translation *translation)
{
	BohSet		set = {0};
	pg_wchar	c;

	if (translation->next == translation->end)
	{
		translation->problem = "it ends with a backslash";
		return;
	}
	c = *translation->next++;
	if (c == 'b' || c == 'B')
	{
		emit_text(translation, c == 'b' ? "\\y" : "\\Y");
		translation->repeatable = false;
	}
	else if (c >= '1' && c <= '9')
		translate_back_reference(translation, c);
	else if (add_class(translation, c, &set))
		emit_set(translation, &set, false);
	else
	{
		emit_character(translation, read_escaped_character(translation, c));
		translation->repeatable = true;
	}
}

/*
 * Reads one member of a bracket expression.  Returns true if it is a single
 * character; adds a class like \d to the set and returns false.
 */
static bool
read_member(Translation *translation, BohSet *set, pg_wchar *character)
{
	pg_wchar	c = *translation->next++;

	if (c != '\\')
		*character = c;
	else if (translation->next == translation->end)
		translation->problem = "brackets [] not balanced";
	else
	{
		c = *translation->next++;
		if (add_class(translation, c, set))
			return false;
		*character = c == 'b' ? '\b' : read_escaped_character(translation, c);
	}
	return true;
}

static void
translate_brackets(Translation *translation)
{
	BohSet		set = {0};
	bool		negated = translation->next < translation->end && *translation->next == '^';

	if (negated)
		translation->next++;
	while (translation->problem == NULL && translation->next < translation->end &&
		   *translation->next != ']')
	{
		pg_wchar	first = 0;
		pg_wchar	last = 0;
		bool		single = read_member(translation, &set, &first);

		if (translation->problem != NULL)
			return;
		last = first;
		if (translation->end - translation->next >= 2 &&
			translation->next[0] == '-' && translation->next[1] != ']')
		{
			translation->next++;
			single = read_member(translation, &set, &last) && single;
			if (!single || last < first)
				translation->problem = "invalid character range";
		}
		if (single && translation->problem == NULL)
			boh_set_add(&set, first, last);
	}
	if (translation->problem != NULL)
		return;
	if (translation->next == translation->end)
	{
		translation->problem = "brackets [] not balanced";
		return;
	}
	translation->next++;
	emit_set(translation, &set, negated);
}

static bool
follows(Translation *translation, const char *text)
{
	int			length = strlen(text);

	if (translation->end - translation->next < length)
		return false;
	for (int i = 0; i < length; i++)
	{
		if (translation->next[i] != (pg_wchar) text[i])
			return false;
	}
	translation->next += length;
	return true;
}

static void
begin_group(Translation *translation)
{
	if (++translation->groups > MOST_GROUPS)
	{
		translation->problem = "it has too many groups";
		return;
	}
	/* PostgreSQL does not capture groups inside lookarounds */
	translation->group_numbers[translation->groups] =
		translation->looking > 0 ? 0 : ++translation->output_groups;
	emit(translation, '(');
}

static void
begin_parenthesis(Translation *translation)
{
	static const char *const lookarounds[] = {"?=", "?!", "?<=", "?<!"};

	translation->depth++;
	translation->repeatable = false;
	for (int i = 0; i < (int) lengthof(lookarounds); i++)
	{
		if (follows(translation, lookarounds[i]))
		{
			emit(translation, '(');
			emit_text(translation, lookarounds[i]);
			if (translation->looking == 0)
				translation->looking = translation->depth;
			return;
		}
	}
	if (follows(translation, "?:"))
		emit_text(translation, "(?:");
	else if (follows(translation, "?<"))
	{
		while (translation->next < translation->end && *translation->next != '>')
			translation->next++;
		if (translation->next == translation->end)
			translation->problem = "parentheses () not balanced";
		else
			translation->next++;
		begin_group(translation);
	}
	else if (translation->next < translation->end && *translation->next == '?')
		translation->problem = "(? must be followed by :, =, !, <=, <! or a name in <>";
	else
		begin_group(translation);
}

static void
end_parenthesis(Translation *translation)
{
	if (translation->depth == 0)
	{
		translation->problem = "parentheses () not balanced";
		return;
	}
	translation->repeatable = true;
	if (translation->looking == translation->depth)
	{
		translation->looking = 0;
		translation->repeatable = false;
	}
	translation->depth--;
	emit(translation, ')');
}

/*
 * Reads the rest of {2}, {2,} or {2,3}.  Returns false if the brace is a
 * literal character.
 */
static bool
translate_bounds(Translation *translation)
{
	const pg_wchar *c = translation->next;
	int			numbers[2] = {0, 0};
	int			digits[2] = {0, 0};
	int			commas = 0;
	char text[	32];

	for (; c < translation->end && *c != '}'; c++)
	{
		if (*c == ',' && commas == 0)
			commas++;
		else if (*c >= '0' && *c <= '9')
		{
			digits[commas]++;
			numbers[commas] = Min(numbers[commas] * 10 + (int) (*c - '0'), 100000);
		}
		else
			return false;
	}
	if (c == translation->end || digits[0] == 0)
		return false;
	if (numbers[0] > MOST_REPETITIONS || numbers[1] > MOST_REPETITIONS)
	{
		translation->problem = "a repetition count is above 255";
		return true;
	}
	if (commas > 0 && digits[1] > 0)
		snprintf(text, sizeof(text), "{%d,%d}", numbers[0], numbers[1]);
	else
		snprintf(text, sizeof(text), commas > 0 ? "{%d,}" : "{%d}", numbers[0]);
	emit_text(translation, text);
	translation->next = c + 1;
	return true;
}

static void
translate_quantifier(Translation *translation, pg_wchar c)
{
	bool		repeatable = translation->repeatable;

	if (c != '{')
		emit(translation, c);
	else if (!translate_bounds(translation))
	{
		emit_character(translation, c);
		translation->repeatable = true;
		return;
	}
	if (!repeatable)
	{
		translation->problem = "quantifier operand invalid";
		return;
	}
	if (translation->next < translation->end && *translation->next == '?')
		translation->next++;
	translation->repeatable = false;
}

static void
translate_character(Translation *translation, pg_wchar c)
{
	BohSet		set = {0};

	switch (c)
	{
		case '\\':
			translate_escape(translation);
			break;
		case '[':
			translate_brackets(translation);
			break;
		case '.':
			boh_set_add_line_ends(&set);
			emit_set(translation, &set, true);
			break;
		case '(':
			begin_parenthesis(translation);
			break;
		case ')':
			end_parenthesis(translation);
			break;
		case '*':
		case '+':
		case '?':
		case '{':
			translate_quantifier(translation, c);
			break;
		case '^':
		case '$':
		case '|':
			emit(translation, c);
			translation->repeatable = false;
			break;
		default:
			emit_character(translation, c);
			translation->repeatable = true;
			break;
	}
}

pg_wchar *
boh_pattern_translate(const pg_wchar *source, int length, int *translated_length,
					  const char **problem)
{
	Translation *translation = palloc0(sizeof(Translation));
	pg_wchar   *output;

	translation->next = source;
	translation->end = source + length;
	translation->capacity = 64;
	translation->output = palloc(translation->capacity * sizeof(pg_wchar));
	while (translation->problem == NULL && translation->next < translation->end)
		translate_character(translation, *translation->next++);
	if (translation->problem == NULL && translation->depth > 0)
		translation->problem = "parentheses () not balanced";

	*problem = translation->problem;
	*translated_length = translation->length;
	output = translation->problem == NULL ? translation->output : NULL;
	if (output == NULL)
		pfree(translation->output);
	pfree(translation);
	return output;
}
