/*-------------------------------------------------------------------------
 *
 * base/compat.h
 *	  Differences between PostgreSQL 15, 16, 17, 18 and 19, all in one place.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_COMPAT_H
#define BOH_COMPAT_H

#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "common/jsonapi.h"
#include "executor/executor.h"
#include "mb/pg_wchar.h"
#include "parser/parser.h"
#include "parser/parse_type.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "utils/acl.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/relcache.h"
#include "utils/snapmgr.h"
#include "utils/tuplesort.h"

#if PG_VERSION_NUM < 150000
#error "boh needs PostgreSQL 15 or later"
#endif

/* 16 moved the varlena macros out of postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#if PG_VERSION_NUM >= 190000
#include "nodes/miscnodes.h"
#endif

/* 18 wants a prefix; gcc and clang accept the older attribute there, too */
#if PG_VERSION_NUM >= 180000
#define BOH_NORETURN pg_noreturn
#else
#define BOH_NORETURN pg_attribute_noreturn()
#endif

/* 16 replaced the privilege check of each kind of object by a general one */
static inline AclResult
boh_schema_aclcheck(Oid schema, Oid role, AclMode mode)
{
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(NamespaceRelationId, schema, role, mode);
#else
	return pg_namespace_aclcheck(schema, role, mode);
#endif
}

static inline AclResult
boh_function_aclcheck(Oid function, Oid role)
{
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(ProcedureRelationId, function, role, ACL_EXECUTE);
#else
	return pg_proc_aclcheck(function, role, ACL_EXECUTE);
#endif
}

/* 18 added the argument deferrable_ok */
static inline Oid
boh_primary_key_index(Relation relation)
{
#if PG_VERSION_NUM >= 180000
	return RelationGetPrimaryKeyIndex(relation, false);
#else
	return RelationGetPrimaryKeyIndex(relation);
#endif
}

/*
 * Which indexes need an entry after an update.  16 replaced bool by an enum.
 */
#if PG_VERSION_NUM >= 160000
typedef TU_UpdateIndexes BohUpdatedIndexes;
#else
typedef bool BohUpdatedIndexes;
#endif

/* Waits for transactions that are writing the row.  19 added options. */
static inline TM_Result
boh_update_tuple(Relation relation, ItemPointer old, TupleTableSlot *slot,
				 TM_FailureData *failure, BohUpdatedIndexes *which)
{
	LockTupleMode mode;

#if PG_VERSION_NUM >= 190000
	return table_tuple_update(relation, old, slot, GetCurrentCommandId(true), 0,
							  GetActiveSnapshot(), InvalidSnapshot, true, failure, &mode, which);
#else
	return table_tuple_update(relation, old, slot, GetCurrentCommandId(true),
							  GetActiveSnapshot(), InvalidSnapshot, true, failure, &mode, which);
#endif
}

/* 16 added the argument onlySummarizing; 19 replaced arguments by flags */
static inline void
boh_insert_index_entries(ResultRelInfo *relation, TupleTableSlot *slot,
						 EState *estate, BohUpdatedIndexes which)
{
#if PG_VERSION_NUM >= 190000
	ExecInsertIndexTuples(relation, estate,
						  EIIT_IS_UPDATE | (which == TU_Summarizing ? EIIT_ONLY_SUMMARIZING : 0),
						  slot, NIL, NULL);
#elif PG_VERSION_NUM >= 160000
	ExecInsertIndexTuples(relation, slot, estate, true, false, NULL, NIL,
						  which == TU_Summarizing);
#else
	(void) which;
	ExecInsertIndexTuples(relation, slot, estate, true, false, NULL, NIL);
#endif
}

/* Returns the indexes whose deferrable constraints must be checked again. */
static inline List *
boh_insert_all_index_entries(ResultRelInfo *relation, TupleTableSlot *slot, EState *estate)
{
#if PG_VERSION_NUM >= 190000
	return ExecInsertIndexTuples(relation, estate, 0, slot, NIL, NULL);
#elif PG_VERSION_NUM >= 160000
	return ExecInsertIndexTuples(relation, slot, estate, false, false, NULL, NIL, false);
#else
	return ExecInsertIndexTuples(relation, slot, estate, false, false, NULL, NIL);
#endif
}

/* Since 19, checking a foreign key takes an index scan, not a statement. */
#define BOH_FOREIGN_KEYS_TAKE_STATEMENTS (PG_VERSION_NUM < 190000)

/* 18 added check constraints that are NOT ENFORCED */
static inline bool
boh_check_is_enforced(const ConstrCheck *check)
{
#if PG_VERSION_NUM >= 180000
	return check->ccenforced;
#else
	(void) check;
	return true;
#endif
}

static inline bool
boh_updates_indexes(BohUpdatedIndexes which)
{
#if PG_VERSION_NUM >= 160000
	return which != TU_None;
#else
	return which;
#endif
}

/* 17 added the argument orstronger */
static inline bool
boh_lock_held_by_me(const LOCKTAG *tag, LOCKMODE mode)
{
#if PG_VERSION_NUM >= 170000
	return LockHeldByMe(tag, mode, false);
#else
	return LockHeldByMe(tag, mode);
#endif
}

/* 16 added an argument for soft errors */
static inline TypeName *
boh_type_name(const char *text)
{
#if PG_VERSION_NUM >= 160000
	return typeStringToTypeName(text, NULL);
#else
	return typeStringToTypeName(text);
#endif
}

/* A small number that no other running backend has. */
static inline int
boh_backend_number(void)
{
#if PG_VERSION_NUM >= 170000
	return MyProcNumber;
#else
	return MyBackendId;
#endif
}

/* A jsonb value under construction.  19 added a type for it. */
#if PG_VERSION_NUM >= 190000
typedef JsonbInState BohJsonbState;
#else
typedef struct BohJsonbState
{
	JsonbValue *result;			/* NULL until the value is complete */
	JsonbParseState *parseState;
} BohJsonbState;
#endif

static inline void
boh_jsonb_push(BohJsonbState *state, JsonbIteratorToken token, JsonbValue *value)
{
#if PG_VERSION_NUM >= 190000
	pushJsonbValue(state, token, value);
#else
	state->result = pushJsonbValue(&state->parseState, token, value);
#endif
}

/*
 * Round a number to an integer; false: out of range.  19 reports that as a
 * soft error.
 */
static inline bool
boh_numeric_to_int32(Numeric number, int32 *result)
{
#if PG_VERSION_NUM >= 190000
	ErrorSaveContext error = {.type = T_ErrorSaveContext};

	*result = numeric_int4_safe(number, (Node *) &error);
	return !error.error_occurred;
#else
	bool		error = false;

	*result = numeric_int4_opt_error(number, &error);
	return !error;
#endif
}

/*
 * What an action of the JSON parser returns, at its end.  16 lets actions stop
 * the parser.
 */
#if PG_VERSION_NUM >= 160000
typedef JsonParseErrorType BohJsonAction;
#define BOH_JSON_GO_ON return JSON_SUCCESS
#else
typedef void BohJsonAction;
#define BOH_JSON_GO_ON return
#endif

/*
 * true when a text is valid JSON and jsonb can store its escapes.  Where the
 * database's encoding lacks a character of an escape, 15 raises an error.  17
 * lets the caller allocate the lexer.
 */
static inline bool
boh_json_parse(const char *value, int length, const JsonSemAction *actions)
{
	JsonLexContext *lexer;

#if PG_VERSION_NUM >= 170000
	lexer = makeJsonLexContextCstringLen(NULL, value, length, GetDatabaseEncoding(), true);
#else
	lexer = makeJsonLexContextCstringLen(unconstify(char *, value), length,
										 GetDatabaseEncoding(), true);
#endif
	return pg_parse_json(lexer, unconstify(JsonSemAction *, actions)) == JSON_SUCCESS;
}

/*
 * The next value of a sort, which is valid until the one after it is asked
 * for; false: there is none.  16 added the argument copy.
 */
static inline bool
boh_sorted_datum(Tuplesortstate *sorted, Datum *value)
{
	bool		isnull;

#if PG_VERSION_NUM >= 160000
	return tuplesort_getdatum(sorted, true, false, value, &isnull, NULL);
#else
	return tuplesort_getdatum(sorted, true, value, &isnull, NULL);
#endif
}

/* 19 takes backslashes in strings for plain characters, always */
static inline bool
boh_backslashes_are_plain(void)
{
#if PG_VERSION_NUM >= 190000
	return true;
#else
	return standard_conforming_strings;
#endif
}

#endif							/* BOH_COMPAT_H */
