/*-------------------------------------------------------------------------
 *
 * schema/relations.c
 *	  Relations that steps of a migration may change or drop.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/error.h"
#include "base/table_locks.h"
#include "schema/relations.h"

typedef struct NamedRelation
{
	Oid			relation;
	Oid			schema;
	char	   *name;
} NamedRelation;

static Oid
schema_owner(Oid schema)
{
	HeapTuple	tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for schema %u", schema);
	owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* As DROP decides: the owner of the schema may drop what others own there. */
static bool
may_drop(Form_pg_class class)
{
	return has_privs_of_role(GetUserId(), class->relowner) ||
		has_privs_of_role(GetUserId(), schema_owner(class->relnamespace));
}

bool
boh_relation_is_droppable(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	bool		droppable;

	if (!HeapTupleIsValid(tuple))
		return false;
	droppable = may_drop((Form_pg_class) GETSTRUCT(tuple));
	ReleaseSysCache(tuple);
	return droppable;
}

/* Relations of a schema, except indexes, that the current role may drop */
static List *
droppable_relations(Oid schema)
{
	List	   *relations = NIL;
	Relation	classes = table_open(RelationRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_class_relnamespace, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(schema));
	scan = systable_beginscan(classes, InvalidOid, false, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_class class = (Form_pg_class) GETSTRUCT(tuple);
		NamedRelation *relation;

		if (class->relkind == RELKIND_INDEX || class->relkind == RELKIND_PARTITIONED_INDEX ||
			!may_drop(class))
			continue;
		relation = palloc(sizeof(NamedRelation));
		relation->relation = class->oid;
		relation->schema = schema;
		relation->name = pstrdup(NameStr(class->relname));
		relations = lappend(relations, relation);
	}
	systable_endscan(scan);
	table_close(classes, AccessShareLock);
	return relations;
}

/*
 * All of them, because a step may change any of them, and its policies.
 * Functions and triggers of the new library refuse work (BH022, BH023) until
 * the schema has the version that they know.  Others wait until the commit.
 */
void
boh_relations_lock(Oid schema)
{
	List	   *tables = NIL;
	ListCell   *cell;

	foreach(cell, droppable_relations(schema))
	{
		Oid			relation = ((const NamedRelation *) lfirst(cell))->relation;
		char		kind = get_rel_relkind(relation);

		if (kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE || kind == RELKIND_VIEW)
			tables = lappend_oid(tables, relation);
	}
	boh_lock_tables(tables);
}

List *
boh_relations_outside(Oid schema, Oid extension_schema)
{
	return schema == extension_schema ? NIL : droppable_relations(extension_schema);
}

/*
 * One is gone when a table is missing in the data schema, so that search_path
 * led to another one of that name.
 */
void
boh_relations_check(const List *relations, Oid schema, int version)
{
	ListCell   *cell;

	foreach(cell, relations)
	{
		const NamedRelation *relation = lfirst(cell);
		const char *other_schema = get_namespace_name(relation->schema);
		BohDetail	detail;

		if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation->relation)))
			continue;
		boh_detail_init(&detail);
		boh_detail_text(&detail, "schema", get_namespace_name(schema));
		boh_detail_integer(&detail, "version", version);
		boh_detail_text(&detail, "other_schema", other_schema);
		boh_detail_text(&detail, "relation", relation->name);
		boh_raise(BOH_MIGRATION_OUTSIDE, &detail,
				  BOH_PLACE(relation->schema, relation->name, NULL, NULL),
				  version, relation->name, other_schema);
	}
}
