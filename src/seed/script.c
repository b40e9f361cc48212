/*-------------------------------------------------------------------------
 *
 * seed/script.c
 *	  The statements of a seed: SQL files that were compiled into the library.
 *
 * Random numbers and ids of a seed come from SHA-256 of a text that names the
 * row: no order of execution, platform or version of PostgreSQL matters to
 * them, and everybody can compute them.  As functions they would belong to the
 * public interface; so they are macros.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/query.h"
#include "seed/script.h"

/*
 * A macro {name:arguments}.  In its text %1 and %2 stand for the arguments,
 * which are divided at the first colon or at the last; with one argument there
 * is nothing to divide.
 */
typedef enum Division
{
	ONE_ARGUMENT,
	AT_FIRST_COLON,
	AT_LAST_COLON
} Division;

typedef struct Macro
{
	const char *name;
	Division	division;
	const char *text;
} Macro;

static const Macro macros[] = {
	{
		"{hash:", AT_FIRST_COLON,
		"sha256(convert_to($5 || ':%1:' || (%2), 'UTF8'))"
	},
	{
		"{draw:", AT_LAST_COLON,
		"((get_byte(%1, 3 * %2 - 3) * 65536 + get_byte(%1, 3 * %2 - 2) * 256 + get_byte(%1, 3 * %2 - 1))"
		" / CAST(16777216 AS float8))"
	},
	{
		"{id:", AT_FIRST_COLON,
		"CAST(overlay(overlay(encode(substring(int8send(CAST(%2 AS bigint)) FROM 3)"
		" || substring(%1 FROM 23 FOR 10), 'hex')"
		" PLACING '7' FROM 13 FOR 1) PLACING '8' FROM 17 FOR 1) AS uuid)"
	},
	{
		"{time:", ONE_ARGUMENT,
		"(timestamptz 'epoch' + (%1) * interval '1 millisecond')"
	},
	{
		"{sum:", ONE_ARGUMENT,
		"CAST(floor($4 * ln((least(%1, $10) + 10) / CAST(10 AS float8))"
		" / ln(($10 + 10) / CAST(10 AS float8))) AS bigint)"
	},
};

static const Macro *
macro_at(const char *text)
{
	for (int i = 0; i < (int) lengthof(macros); i++)
	{
		if (strncmp(text, macros[i].name, strlen(macros[i].name)) == 0)
			return &macros[i];
	}
	return NULL;
}

/* The brace that closes the one before at */
static const char *
closing_brace(const char *at)
{
	int			depth = 1;

	for (; *at != '\0'; at++)
	{
		if (*at == '{')
			depth++;
		else if (*at == '}' && --depth == 0)
			return at;
	}
	elog(ERROR, "macro of a seed is not closed");
}

/*
 * Where the arguments are divided: at a colon outside of other macros that is
 * not part of a cast.
 */
static char *
dividing_colon(char *arguments, Division division)
{
	char	   *found = NULL;
	int			depth = 0;

	for (char *at = arguments; *at != '\0'; at++)
	{
		if (at[0] == ':' && at[1] == ':')
			at++;
		else if (*at == '{')
			depth++;
		else if (*at == '}')
			depth--;
		else if (*at == ':' && depth == 0)
		{
			found = at;
			if (division == AT_FIRST_COLON)
				break;
		}
	}
	if (found == NULL)
		elog(ERROR, "macro of a seed lacks an argument: %s", arguments);
	return found;
}

static char *
expand_macro(const Macro *macro, char *arguments)
{
	char	   *second = NULL;
	char	   *text;

	if (macro->division != ONE_ARGUMENT)
	{
		char	   *colon = dividing_colon(arguments, macro->division);

		*colon = '\0';
		second = seed_expand(colon + 1);
	}
	text = boh_replace_word(macro->text, "%1", seed_expand(arguments));
	return second == NULL ? text : boh_replace_word(text, "%2", second);
}

char *
seed_expand(const char *from)
{
	StringInfoData expanded;

	initStringInfo(&expanded);
	while (*from != '\0')
	{
		const Macro *macro = macro_at(from);

		if (macro == NULL)
			appendStringInfoChar(&expanded, *from++);
		else
		{
			const char *arguments = from + strlen(macro->name);
			const char *end = closing_brace(arguments);

			appendStringInfoString(&expanded,
								   expand_macro(macro, pnstrdup(arguments, end - arguments)));
			from = end + 1;
		}
	}
	return expanded.data;
}

uint64
seed_run(const char *text, Oid schema, int nargs, Oid *types, Datum *values)
{
	int			result;
	uint64		rows;

	boh_spi_connect();
	result = SPI_execute_with_args(boh_text_for_schema(text, schema), nargs, types, values,
								   NULL, false, 0);
	if (result < 0)
		elog(ERROR, "could not execute a step of a seed: %s", SPI_result_code_string(result));
	rows = SPI_processed;
	boh_spi_finish();
	return rows;
}

List *
seed_add_count(List *counts, const char *name, uint64 rows)
{
	SeedCount  *count;
	ListCell   *cell;

	foreach(cell, counts)
	{
		count = lfirst(cell);
		if (strcmp(count->name, name) == 0)
		{
			count->rows += rows;
			return counts;
		}
	}
	count = palloc(sizeof(SeedCount));
	count->name = name;
	count->rows = rows;
	return lappend(counts, count);
}

void
seed_return_counts(FunctionCallInfo fcinfo, List *counts)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ListCell   *cell;

	foreach(cell, counts)
	{
		const SeedCount *count = lfirst(cell);
		Datum		values[] = {CStringGetTextDatum(count->name), Int64GetDatum((int64) count->rows)};
		bool		nulls[] = {false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}
