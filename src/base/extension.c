/*-------------------------------------------------------------------------
 *
 * base/extension.c
 *	  The installed extension: its schema and its version.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_extension.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"

#include "base/error.h"
#include "base/extension.h"

/* A copy of an extension's row in pg_extension; NULL: there is none. */
static HeapTuple
find_extension(Relation extensions, const char *name)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum(name));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		tuple = heap_copytuple(tuple);
	systable_endscan(scan);
	return tuple;
}

char *
boh_installed_version(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	HeapTuple	tuple = find_extension(extensions, "boh");
	char	   *version = NULL;

	if (tuple != NULL)
	{
		bool		isnull;
		Datum		value = heap_getattr(tuple, Anum_pg_extension_extversion,
										 RelationGetDescr(extensions), &isnull);

		if (!isnull)
			version = TextDatumGetCString(value);
	}
	table_close(extensions, AccessShareLock);
	return version;
}

Oid
boh_find_extension_schema(const char *name)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	HeapTuple	tuple = find_extension(extensions, name);

	table_close(extensions, AccessShareLock);
	return tuple == NULL ? InvalidOid : ((Form_pg_extension) GETSTRUCT(tuple))->extnamespace;
}

Oid
boh_extension_schema(void)
{
	Oid			schema = boh_find_extension_schema("boh");

	if (!OidIsValid(schema))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("extension \"boh\" does not exist"),
				 errhint("Run CREATE EXTENSION boh;")));
	return schema;
}

void
boh_check_extension_version(void)
{
	char	   *installed = boh_installed_version();
	BohDetail	detail;

	if (installed != NULL && strcmp(installed, BOH_VERSION) == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "library_version", BOH_VERSION);
	boh_detail_text(&detail, "installed_version", installed);
	boh_raise(BOH_VERSION_MISMATCH, &detail, BOH_NO_PLACE,
			  BOH_VERSION, installed ? installed : "unknown");
}
