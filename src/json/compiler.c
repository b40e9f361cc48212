/*-------------------------------------------------------------------------
 *
 * json/compiler.c
 *	  What the parts of the JSON Schema compiler share.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "json/compiler.h"

static char *
place_text(const BohJsonPlace *place)
{
	StringInfoData text;
	List	   *places = NIL;
	ListCell   *cell;

	initStringInfo(&text);
	for (; place != NULL; place = place->parent)
		places = lcons((void *) place, places);
	foreach(cell, places)
	{
		const BohJsonPlace *step = lfirst(cell);

		appendStringInfoChar(&text, '/');
		if (step->name == NULL)
			appendStringInfo(&text, "%d", step->position);
		for (int i = 0; step->name != NULL && i < step->length; i++)
		{
			if (step->name[i] == '~')
				appendStringInfoString(&text, "~0");
			else if (step->name[i] == '/')
				appendStringInfoString(&text, "~1");
			else
				appendStringInfoChar(&text, step->name[i]);
		}
	}
	list_free(places);
	return text.data;
}

static char *format_text(const char *format, va_list arguments) pg_attribute_printf(1, 0);

static char *
format_text(const char *format, va_list arguments)
{
	char	   *message = palloc(1024);

	vsnprintf(message, 1024, format, arguments);
	message[pg_mbcliplen(message, strlen(message), 1023)] = '\0';
	return message;
}

void
boh_json_schema_error(const BohJsonPlace *place, const char *format,...)
{
	va_list		arguments;
	char	   *text;

	va_start(arguments, format);
	text = format_text(format, arguments);

	va_end(arguments);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("JSON schema is not valid at \"%s\": %s",
					place_text(place), text)));
}

void
boh_json_unsupported(const BohJsonPlace *place, const char *hint,
					 const char *format,...)
{
	va_list		arguments;
	char	   *text;

	va_start(arguments, format);
	text = format_text(format, arguments);

	va_end(arguments);
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("JSON schema is not supported at \"%s\": %s",
					place_text(place), text),
			 errhint("%s", hint)));
}

BohJsonNode *
boh_json_compiled_node(BohJsonCompiler *compiler, const BohJsonItem *item)
{
	BohJsonNode **found = hash_search(compiler->nodes, &item->data, HASH_FIND, NULL);

	return found == NULL ? NULL : found[1];
}
