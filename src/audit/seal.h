/*-------------------------------------------------------------------------
 *
 * audit/seal.h
 *	  Rows of audit_seals.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_SEAL_H
#define BOH_AUDIT_SEAL_H

#include "lib/stringinfo.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "audit/retention.h"
#include "base/digest.h"

/* The place of a row in the order of sealing, within one system identifier */
typedef struct BohAuditPosition
{
	uint64		xid;
	pg_uuid_t	id;
} BohAuditPosition;

extern int	boh_position_compare(const BohAuditPosition *one, const BohAuditPosition *other);

/* In leaves, a row has its id and its leaf_hash. */
#define BOH_LEAF_BYTES (UUID_LEN + BOH_DIGEST_BYTES)

typedef struct BohSeal
{
	int64		number;
	TimestampTz sealed_at;
	char	   *retention;
	TimestampTz month;
	int64		system_identifier;
	BohAuditPosition first;
	BohAuditPosition last;
	int32		rows;
	uint8		root[BOH_DIGEST_BYTES];
	uint8		leaves_hash[BOH_DIGEST_BYTES];
	uint8		previous_hash[BOH_DIGEST_BYTES];
	uint8		hash[BOH_DIGEST_BYTES];
	bytea	   *leaves;			/* NULL: were not read, or are there no more;
								 * may be toasted */
} BohSeal;

/*
 * The columns of a statement whose rows boh_seal_read() reads.  The column
 * leaves may follow them.
 */
#define BOH_SEAL_COLUMNS \
	"number, sealed_at, retention, month, system_identifier, first_xid, first_id," \
	" last_xid, last_id, rows, root, leaves_hash, previous_hash, hash"

/*
 * Read a row of SPI_tuptable.  A hash that does not have the size of a hash is
 * read as zeros, which fit nothing.
 */
extern void boh_seal_read(uint64 row, BohSeal *seal);

/* Append the text that hash is made of.  doc/how-to/audit.md describes it. */
extern void boh_seal_content(StringInfo content, const BohSeal *seal);
extern void boh_seal_hash(const BohSeal *seal, uint8 *hash);

/*
 * The functions below read the table as its owner, between SPI_connect and
 * SPI_finish.  They see what the calling statement sees; with latest, what is
 * committed now, at every isolation level.  false: there is no such seal.
 */
extern bool boh_seal_newest(Oid schema, bool latest, BohSeal *seal);
extern bool boh_seal_numbered(Oid schema, int64 number, BohSeal *seal);

/*
 * Look for the seals after one number, up to another, in their order; limit 0:
 * all.  Returns how many boh_seal_read() can read.
 */
extern uint64 boh_seals_between(Oid schema, int64 after, int64 last, long limit);

/* The seal, with leaves, over a row of a class and a month at a position */
extern bool boh_seal_over(Oid schema, const char *retention, TimestampTz month,
						  int64 system_identifier, const BohAuditPosition *position,
						  BohSeal *seal);

/* The last position that is sealed of a system identifier */
extern bool boh_seal_position(Oid schema, int64 system_identifier, bool latest,
							  BohAuditPosition *position);

#endif							/* BOH_AUDIT_SEAL_H */
