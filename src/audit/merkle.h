/*-------------------------------------------------------------------------
 *
 * audit/merkle.h
 *	  Merkle trees, as RFC 6962 (section 2.1) and RFC 9162 define them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_MERKLE_H
#define BOH_AUDIT_MERKLE_H

#include "base/digest.h"

#define BOH_MERKLE_LEVELS 64

/*
 * A tree that grows leaf by leaf.  It keeps the hashes of its complete
 * subtrees only: one for each bit that is set in the number of leaves.
 */
typedef struct BohMerkle
{
	uint64		size;
	uint8		nodes[BOH_MERKLE_LEVELS][BOH_DIGEST_BYTES];
} BohMerkle;

extern void boh_merkle_init(BohMerkle *tree);

/* Add a leaf, by its hash, after all others. */
extern void boh_merkle_add(BohMerkle *tree, const uint8 *leaf_hash);

/* The Merkle tree hash.  The tree can grow on. */
extern void boh_merkle_root(const BohMerkle *tree, uint8 *root);

/*
 * The audit path of a leaf, from the leaf up.  hashes has the hashes of all
 * leaves, one after the other, and is overwritten.  path has room for
 * BOH_MERKLE_LEVELS hashes.  Returns how many it has.
 */
extern int	boh_merkle_path(uint8 *hashes, uint64 size, uint64 index, uint8 *path);

#endif							/* BOH_AUDIT_MERKLE_H */
