/*-------------------------------------------------------------------------
 *
 * base/query_text.h
 *	  What a SQL statement of boh is, and its text for a data schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_QUERY_TEXT_H
#define BOH_QUERY_TEXT_H

#define BOH_QUERY_MAX_ARGUMENTS 27

/*
 * A statement.  It must be a static constant, because its address is part of
 * the key of the plan cache.  In text, {schema} stands for the quoted name of
 * the data schema, {extension} for that of the extension's schema.
 *
 * A statement that reads runs under the caller's search_path, so its operators
 * and functions must be qualified with pg_catalog.  With safe_path it runs
 * under pg_catalog and pg_temp instead, which costs some microseconds a call.
 *
 * A statement that writes as the owner runs under pg_catalog, the data schema
 * and pg_temp.  So triggers that the owner made find the owner's tables by
 * unqualified names, and never a table of the caller's.  The statement's own
 * operators and functions must be qualified, or pg_catalog must have them for
 * exactly the types of their arguments.
 */
typedef struct BohQuery
{
	const char *text;
	int			nargs;
	Oid			argtypes[BOH_QUERY_MAX_ARGUMENTS];

	/* run as the owner of this table of the data schema; NULL: as the caller */
	const char *owner_of;

	/*
	 * The table that the statement writes, if a trigger forbids clients to
	 * write there (see own_write.h); NULL: none.  one_row: it writes one row.
	 */
	const char *own_write;
	bool		one_row;

	/* makes no changes, and does not see those of the current command */
	bool		read_only;

	/* use the latest snapshot, under REPEATABLE READ and SERIALIZABLE, too */
	bool		latest;
	bool		safe_path;

	/*
	 * no JIT compilation: the planner's estimate of the cost is far too high
	 */
	bool		no_jit;

	/*
	 * Use a generic plan without sequential scans.  The table may have been
	 * empty when the plan was made, and a sequential scan seemed cheap.
	 */
	bool		by_index;

	/*
	 * Read rows in the order of an index, besides.  The planner does not know
	 * how many rows a range of parameters has.  It could think that they are
	 * few, and sort all of them for the first ones.
	 */
	bool		in_order;

	/* plan for the values of each call, which leave out most of the rows */
	bool		by_values;
} BohQuery;

/* Qualified operators in query texts */
#define BOH_EQ "OPERATOR(pg_catalog.=)"
#define BOH_NE "OPERATOR(pg_catalog.<>)"
#define BOH_LT "OPERATOR(pg_catalog.<)"
#define BOH_LE "OPERATOR(pg_catalog.<=)"
#define BOH_GT "OPERATOR(pg_catalog.>)"
#define BOH_GE "OPERATOR(pg_catalog.>=)"
#define BOH_PLUS "OPERATOR(pg_catalog.+)"
#define BOH_MINUS "OPERATOR(pg_catalog.-)"

/* A word of a text, and the name that it stands for */
typedef struct BohPlaceholder
{
	const char *word;
	const char *name;
} BohPlaceholder;

/*
 * A copy of text with names in place of words.  Names are not looked through:
 * anybody may give a role a name in which there is such a word.
 */
extern char *boh_replace_words(const char *text, const BohPlaceholder *words, int count);

/* The same for one word */
extern char *boh_replace_word(const char *text, const char *word, const char *name);

/* The same with words for {schema} and {extension}, too: their quoted names */
extern char *boh_fill_text(const char *text, Oid schema, const BohPlaceholder *words, int count);

/* The same with these two alone */
extern char *boh_text_for_schema(const char *text, Oid schema);

#endif							/* BOH_QUERY_TEXT_H */
