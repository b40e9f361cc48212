/*-------------------------------------------------------------------------
 *
 * content/section_form.c
 *	  The form of each section type: the current JSON Schema of its data.
 *
 * There is a built-in form for each type that boh_migrate() makes.  A row of
 * section_schemas replaces it, or gives a form to a type that the user added.
 * All forms of a data schema are read at once and kept until section_schemas
 * or an enum changes.
 *
 * An invalidation only increments a counter.  If one arrives while forms are
 * being read, the next call reads them again.  A statement receives
 * invalidations when it locks a table.  Whoever changes a form holds a lock on
 * content_sections that conflicts with the lock of writers of sections
 * (section_schema.c).  So no section is checked against an outdated form.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/invalidation.h"
#include "base/query.h"
#include "content/section_builtin.h"
#include "content/section_form.h"

/*
 * So many data schemas are kept, those that were used last: a session may work
 * for many tenants.
 */
#define MOST_SCHEMAS 64

/* The forms of a data schema. */
typedef struct SchemaForms
{
	Oid			schema;			/* hash key */
	uint64		last_use;
	Oid			table;			/* its section_schemas */
	uint64		changes;		/* counts invalidations */
	uint64		loaded_changes; /* value of changes before loading */
	MemoryContext context;		/* holds the forms; NULL: not loaded */
	int			count;
	BohSectionForm *forms;
} SchemaForms;

static MemoryContext cache_context = NULL;
static HTAB *schemas = NULL;
static uint64 uses = 0;

#define ENUM_VALUES(name) \
	"pg_catalog.pg_type t JOIN pg_catalog.pg_enum e ON e.enumtypid " BOH_EQ " t.oid" \
	" AND t.typname " BOH_EQ " '" name "' AND t.typnamespace " BOH_EQ " $1"

static const BohQuery types_with_schemas = {
	.text = "SELECT e.oid, CAST(e.enumlabel AS pg_catalog.text), s.schema"
	" FROM " ENUM_VALUES("section_type")
	" LEFT JOIN {schema}.section_schemas s"
	" ON CAST(s.type AS pg_catalog.text) " BOH_EQ " CAST(e.enumlabel AS pg_catalog.text)"
	" ORDER BY e.enumsortorder",
	.nargs = 1,
	.argtypes = {OIDOID},
	.owner_of = "section_schemas",
	.latest = true
};

/* The labels of event_category and null, as a JSON array for "enum". */
static const BohQuery categories = {
	.text = "SELECT pg_catalog.jsonb_agg(c.label ORDER BY c.place)"
	" FROM (SELECT CAST(e.enumlabel AS pg_catalog.text), CAST(e.enumsortorder AS pg_catalog.float8)"
	" FROM " ENUM_VALUES("event_category")
	" UNION ALL SELECT NULL, 'Infinity') AS c (label, place)",
	.nargs = 1,
	.argtypes = {OIDOID},
	.latest = true
};

static void
count_change(Oid table)
{
	HASH_SEQ_STATUS scan;
	SchemaForms *entry;

	hash_seq_init(&scan, schemas);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(table) || entry->table == table)
			entry->changes++;
	}
}

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	count_change(relid);
}

static void
catalog_changed(Datum argument pg_attribute_unused(),
				int cacheid pg_attribute_unused(),
				uint32 hash pg_attribute_unused())
{
	count_change(InvalidOid);
}

void
boh_section_form_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(Oid),
		.entrysize = sizeof(SchemaForms)
	};

	cache_context = AllocSetContextCreate(TopMemoryContext, "boh section forms",
										  ALLOCSET_SMALL_SIZES);
	control.hcxt = cache_context;
	schemas = hash_create("boh section forms", 8, &control,
						  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	boh_on_relation_change(relation_changed);
	CacheRegisterSyscacheCallback(ENUMOID, catalog_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, catalog_changed, (Datum) 0);
}

void
boh_section_forms_changed(Oid table)
{
	count_change(table);
	CacheInvalidateRelcacheByRelid(table);
}

static void
forget(SchemaForms *entry)
{
	if (entry->context != NULL)
		MemoryContextDelete(entry->context);
	hash_search(schemas, &entry->schema, HASH_REMOVE, NULL);
}

/*
 * Remove the entries of data schemas that were dropped, and the one that was
 * used least recently if there is no room for another.
 */
static void
make_room(void)
{
	HASH_SEQ_STATUS scan;
	SchemaForms *entry;
	SchemaForms *oldest = NULL;

	hash_seq_init(&scan, schemas);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		if (!SearchSysCacheExists1(NAMESPACEOID, ObjectIdGetDatum(entry->schema)))
			forget(entry);
		else if (oldest == NULL || entry->last_use < oldest->last_use)
			oldest = entry;
	}
	if (hash_get_num_entries(schemas) >= MOST_SCHEMAS)
		forget(oldest);
}

/*
 * Put the current labels of event_category into the form of EVENT_LIST,
 * because users can add categories.
 */
static Jsonb *
with_categories(Jsonb *form, Oid schema)
{
	static const char *const path[] = {"properties", "category", "enum"};
	Datum		elements[lengthof(path)];
	Datum		argument = ObjectIdGetDatum(schema);

	for (int i = 0; i < (int) lengthof(path); i++)
		elements[i] = CStringGetTextDatum(path[i]);
	boh_query(&categories, schema, &argument, NULL, 1);
	return DatumGetJsonbP(DirectFunctionCall4(jsonb_set, JsonbPGetDatum(form),
											  PointerGetDatum(construct_array(elements, lengthof(path), TEXTOID, -1, false, TYPALIGN_INT)),
											  boh_required_value(0, 1, JSONBOID),
											  BoolGetDatum(false)));
}

static Jsonb *
builtin_form(const char *type, Oid schema)
{
	const char *text = boh_section_builtin(type);
	Jsonb	   *form;

	if (text == NULL)
		return NULL;
	form = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
	return strcmp(type, "EVENT_LIST") == 0 ? with_categories(form, schema) : form;
}

/* Reads types and forms into the context; returns how many types there are. */
static int
read_forms(Oid schema, MemoryContext context, BohSectionForm **forms)
{
	Datum		argument = ObjectIdGetDatum(schema);
	int			count;

	boh_spi_connect();
	count = (int) boh_query(&types_with_schemas, schema, &argument, NULL, 0);
	*forms = MemoryContextAllocZero(context, Max(count, 1) * sizeof(BohSectionForm));
	for (int i = 0; i < count; i++)
	{
		BohSectionForm *form = &(*forms)[i];
		Datum		name = boh_required_value(i, 2, TEXTOID);
		bool		no_row;
		Datum		own = boh_value(i, 3, JSONBOID, &no_row);

		namestrcpy(&form->type, TextDatumGetCString(name));
		form->value = DatumGetObjectId(boh_required_value(i, 1, OIDOID));
		form->own = !no_row;
		if (form->own)
		{
			MemoryContext caller = MemoryContextSwitchTo(context);

			form->schema = DatumGetJsonbPCopy(own);
			MemoryContextSwitchTo(caller);
		}
	}
	for (int i = 0; i < count; i++)
	{
		BohSectionForm *form = &(*forms)[i];
		Jsonb	   *builtin = form->own ? NULL : builtin_form(NameStr(form->type), schema);

		if (builtin == NULL)
			continue;
		form->schema = MemoryContextAlloc(context, VARSIZE(builtin));
		memcpy(form->schema, builtin, VARSIZE(builtin));
	}
	boh_spi_finish();
	return count;
}

static SchemaForms *
load(Oid schema)
{
	Oid			table;
	MemoryContext context;
	SchemaForms *entry;
	BohSectionForm *forms;
	uint64		changes;
	int			count;
	bool		found;

	make_room();

	/*
	 * Look the table up first: between here and the copy of the counter below
	 * no invalidation can arrive.
	 */
	table = boh_table(schema, "section_schemas");
	entry = hash_search(schemas, &schema, HASH_ENTER, &found);
	if (!found)
	{
		memset(entry, 0, sizeof(*entry));
		entry->schema = schema;
	}
	entry->table = table;
	entry->last_use = ++uses;

	/* copied before reading, so that a change during reading is noticed */
	changes = entry->changes;
	context = AllocSetContextCreate(CurrentMemoryContext, "boh section forms of a schema",
									ALLOCSET_SMALL_SIZES);
	count = read_forms(schema, context, &forms);

	if (entry->context != NULL)
		MemoryContextDelete(entry->context);
	MemoryContextSetParent(context, cache_context);
	entry->context = context;
	entry->count = count;
	entry->forms = forms;
	entry->loaded_changes = changes;
	return entry;
}

static SchemaForms *
forms_of_schema(Oid schema)
{
	SchemaForms *entry = hash_search(schemas, &schema, HASH_FIND, NULL);

	if (entry == NULL || entry->context == NULL || entry->loaded_changes != entry->changes)
		entry = load(schema);
	entry->last_use = ++uses;
	return entry;
}

BohSectionForm *
boh_section_form_named(Oid schema, const char *name, int length)
{
	SchemaForms *entry = forms_of_schema(schema);

	for (int i = 0; i < entry->count; i++)
	{
		const char *type = NameStr(entry->forms[i].type);

		if (strncmp(type, name, length) == 0 && type[length] == '\0')
			return &entry->forms[i];
	}
	return NULL;
}

BohSectionForm *
boh_section_form_of(Oid schema, Oid value)
{
	SchemaForms *entry = forms_of_schema(schema);

	for (int i = 0; i < entry->count; i++)
	{
		if (entry->forms[i].value == value)
			return &entry->forms[i];
	}
	return NULL;
}

List *
boh_section_types(Oid schema)
{
	SchemaForms *entry = forms_of_schema(schema);
	List	   *values = NIL;

	for (int i = 0; i < entry->count; i++)
		values = lappend_oid(values, entry->forms[i].value);
	return values;
}

bool
boh_section_form_fits(BohSectionForm *form, const Jsonb *data, BohJsonSink *sink)
{
	BohJsonSchema *schema = boh_json_schema_acquire(form->schema, &form->hint, true);

	return boh_json_schema_check(schema, data, sink);
}
