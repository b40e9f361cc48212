/*
 * Merkle trees of boh as SQL functions, for a test: it compiles this file.  The
 * library does not export them, so their sources are included.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "base/digest.c"
#include "audit/merkle.c"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(merkle_root);
PG_FUNCTION_INFO_V1(merkle_path);

static Datum
bytes(const uint8 *data, size_t length)
{
	bytea	   *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(VARDATA(value), data, length);
	return PointerGetDatum(value);
}

/* The leaf hashes in an argument, one after the other */
static uint8 *
leaf_hashes(FunctionCallInfo fcinfo, int *count)
{
	Datum	   *elements;
	uint8	   *hashes;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), BYTEAOID, -1, false, TYPALIGN_INT,
					  &elements, NULL, count);
	hashes = palloc((*count + 1) * BOH_DIGEST_BYTES);
	for (int i = 0; i < *count; i++)
		memcpy(hashes + i * BOH_DIGEST_BYTES, VARDATA_ANY(DatumGetByteaPP(elements[i])),
			   BOH_DIGEST_BYTES);
	return hashes;
}

Datum
merkle_root(PG_FUNCTION_ARGS)
{
	int			count;
	uint8	   *hashes = leaf_hashes(fcinfo, &count);
	uint8		root[BOH_DIGEST_BYTES];
	BohMerkle	tree;

	boh_merkle_init(&tree);
	for (int i = 0; i < count; i++)
		boh_merkle_add(&tree, hashes + i * BOH_DIGEST_BYTES);
	boh_merkle_root(&tree, root);
	return bytes(root, BOH_DIGEST_BYTES);
}

Datum
merkle_path(PG_FUNCTION_ARGS)
{
	int			count;
	uint8	   *hashes = leaf_hashes(fcinfo, &count);
	uint8		path[BOH_MERKLE_LEVELS * BOH_DIGEST_BYTES];
	int			length = boh_merkle_path(hashes, count, PG_GETARG_INT32(1), path);
	Datum		elements[BOH_MERKLE_LEVELS];

	for (int i = 0; i < length; i++)
		elements[i] = bytes(path + i * BOH_DIGEST_BYTES, BOH_DIGEST_BYTES);
	PG_RETURN_ARRAYTYPE_P(construct_array(elements, length, BYTEAOID, -1, false, TYPALIGN_INT));
}
