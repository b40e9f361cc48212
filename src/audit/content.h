/*-------------------------------------------------------------------------
 *
 * audit/content.h
 *	  The canonical content of a row of audit_logs, and its hashes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_CONTENT_H
#define BOH_AUDIT_CONTENT_H

#include "lib/stringinfo.h"
#include "utils/jsonb.h"

#include "base/digest.h"
#include "base/row.h"

#define BOH_SALT_BYTES 16

/* The columns of audit_logs, in the order of boh_audit_table */
typedef enum BohAuditColumn
{
	AUDIT_ID,
	AUDIT_AT,
	AUDIT_XID,
	AUDIT_SYSTEM_IDENTIFIER,
	AUDIT_USER_ID,
	AUDIT_SUCCESS,
	AUDIT_USER_ROLE,
	AUDIT_LOGIN_ROLE,
	AUDIT_DATABASE_ROLE,
	AUDIT_ACTION,
	AUDIT_ENTITY,
	AUDIT_ENTITY_ID,
	AUDIT_RETENTION,
	AUDIT_CLIENT_ADDRESS,
	AUDIT_CLIENT_HASH,
	AUDIT_BEFORE,
	AUDIT_AFTER,
	AUDIT_PERSONAL,
	AUDIT_LEAF_HASH,
	AUDIT_COLUMNS
} BohAuditColumn;

/* audit_logs, and each of its partitions */
extern const BohTable boh_audit_table;

/*
 * Append the canonical content of a row, which is JSON text in UTF-8.  It has
 * no personal values, and not leaf_hash.
 */
extern void boh_audit_content(StringInfo content, const BohRow *row);

/*
 * SHA-256 of the byte 0 and a text in UTF-8 (RFC 6962, section 2.1: the hash of
 * a leaf).  hash has BOH_DIGEST_BYTES.
 */
extern void boh_leaf_hash(const StringInfoData *content, uint8 *hash);

/* SHA-256 of a salt of BOH_SALT_BYTES and the text of a JSON value in UTF-8 */
extern void boh_salted_hash(const uint8 *salt, Jsonb *value, uint8 *hash);

/* The same without salt, for values that nobody needs to hide */
extern void boh_unsalted_hash(Jsonb *value, uint8 *hash);

extern char *boh_hex(const uint8 *data, size_t length);

#endif							/* BOH_AUDIT_CONTENT_H */
