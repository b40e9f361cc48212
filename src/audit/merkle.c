/*-------------------------------------------------------------------------
 *
 * audit/merkle.c
 *	  Merkle trees, as RFC 6962 (section 2.1) and RFC 9162 define them.
 *
 * The RFC splits n leaves at the largest power of two below n.  The same tree
 * results when neighbours are joined level by level, and a last node without a
 * neighbour moves up as it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "audit/merkle.h"

static void
join(const uint8 *left, const uint8 *right, uint8 *result)
{
	static const uint8 prefix = 1;
	BohDigest	digest;

	boh_digest_init(&digest);
	boh_digest_update(&digest, &prefix, 1);
	boh_digest_update(&digest, left, BOH_DIGEST_BYTES);
	boh_digest_update(&digest, right, BOH_DIGEST_BYTES);
	boh_digest_final(&digest, result);
}

void
boh_merkle_init(BohMerkle *tree)
{
	tree->size = 0;
}

void
boh_merkle_add(BohMerkle *tree, const uint8 *leaf_hash)
{
	uint8		hash[BOH_DIGEST_BYTES];
	int			level = 0;

	memcpy(hash, leaf_hash, BOH_DIGEST_BYTES);
	for (; (tree->size >> level & 1) != 0; level++)
		join(tree->nodes[level], hash, hash);
	memcpy(tree->nodes[level], hash, BOH_DIGEST_BYTES);
	tree->size++;
}

void
boh_merkle_root(const BohMerkle *tree, uint8 *root)
{
	bool		empty = true;

	for (int level = 0; level < BOH_MERKLE_LEVELS; level++)
	{
		if ((tree->size >> level & 1) == 0)
			continue;
		if (empty)
			memcpy(root, tree->nodes[level], BOH_DIGEST_BYTES);
		else
			join(tree->nodes[level], root, root);
		empty = false;
	}
	if (empty)
		boh_digest("", 0, root);
}

/* Replace a level of the tree by the level above it.  Returns its size. */
static uint64
rise(uint8 *hashes, uint64 size)
{
	for (uint64 i = 0; i + 1 < size; i += 2)
		join(hashes + i * BOH_DIGEST_BYTES, hashes + (i + 1) * BOH_DIGEST_BYTES,
			 hashes + i / 2 * BOH_DIGEST_BYTES);
	if (size % 2 == 1)
		memmove(hashes + size / 2 * BOH_DIGEST_BYTES, hashes + (size - 1) * BOH_DIGEST_BYTES,
				BOH_DIGEST_BYTES);
	return (size + 1) / 2;
}

int
boh_merkle_path(uint8 *hashes, uint64 size, uint64 index, uint8 *path)
{
	int			length = 0;

	for (; size > 1; index /= 2)
	{
		uint64		neighbour = index ^ 1;

		if (neighbour < size)
			memcpy(path + length++ * BOH_DIGEST_BYTES, hashes + neighbour * BOH_DIGEST_BYTES,
				   BOH_DIGEST_BYTES);
		size = rise(hashes, size);
	}
	return length;
}
