/*-------------------------------------------------------------------------
 *
 * audit/values.h
 *	  Values of columns, as the audit shows them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_VALUES_H
#define BOH_AUDIT_VALUES_H

#include "utils/jsonb.h"

#include "base/compat.h"

/* Columns as they were, or as they became */
typedef struct BohAuditValues
{
	int			count;
	BohJsonbState plain;		/* what the row shows for good */
	int			personal_count;
	BohJsonbState personal;		/* personal values with their salts */
} BohAuditValues;

extern void boh_audit_values_init(BohAuditValues *values);

/*
 * Add a value under a key.  A personal one can be erased later: only its
 * salted hash is part of what the row shows for good.
 */
extern void boh_audit_value(BohAuditValues *values, const char *key,
							Jsonb *value, bool personal);
extern void boh_audit_value_text(BohAuditValues *values, const char *key, const char *text);
extern void boh_audit_value_integer(BohAuditValues *values, const char *key, int64 number);

/* The objects; NULL for an empty one.  values must not be used again. */
extern Jsonb *boh_audit_values_plain(BohAuditValues *values);
extern Jsonb *boh_audit_values_personal(BohAuditValues *values);

/* A value of a column.  Types that JSON lacks become text. */
extern Jsonb *boh_audit_column_value(Datum value, Oid type);

/* BOH_SALT_BYTES random bytes */
extern void boh_audit_salt(uint8 *salt);

/* Add an object, or {"salt": ..}, to the personal values as it is. */
extern void boh_audit_push_object(BohAuditValues *values, const char *key, Jsonb *object);
extern void boh_audit_push_salt(BohAuditValues *values, const char *key, const uint8 *salt);

#endif							/* BOH_AUDIT_VALUES_H */
