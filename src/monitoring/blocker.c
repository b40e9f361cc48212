/*-------------------------------------------------------------------------
 *
 * monitoring/blocker.c
 *	  How long checks wait for locks, and who must end before they can go on.
 *
 * Checks read.  So they wait for a session that has ACCESS EXCLUSIVE on a
 * table, and behind one that waits for it.  That one does not have to end: those
 * do that it waits for itself, in the end sessions that wait for nobody.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "storage/lock.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/extension.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "monitoring/blocker.h"

/* A hint names so many, and says if there are more. */
#define MOST_NAMED 10

/*
 * $1 is the data schema, $2 are the modes of locks that exclude each other.
 *
 * On a standby, what the primary has locked belongs to the startup process.
 * Only some roles see the name of its type, but all that it has no user.
 *
 * For pg_blocking_pids() all prepared transactions are 0.  pg_locks knows which
 * one has a lock: the one whose transaction ID it has locked, too.
 */
static const BohQuery first_to_end = {
	.text = "WITH RECURSIVE locks AS MATERIALIZED (SELECT * FROM pg_locks),"
	" excluding AS (SELECT l.* FROM locks l JOIN pg_class c ON c.oid = l.relation"
	" WHERE l.mode = 'AccessExclusiveLock' AND c.relnamespace IN ($1, 'pg_catalog'::regnamespace)"
	" AND l.database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))),"
	" sessions (pid) AS (SELECT pid FROM excluding WHERE pid <> pg_backend_pid()"
	" UNION SELECT b.pid FROM sessions s, unnest(pg_blocking_pids(s.pid)) AS b (pid)"
	" WHERE b.pid NOT IN (0, pg_backend_pid())),"
	" prepared (virtualtransaction) AS (SELECT virtualtransaction FROM excluding WHERE pid IS NULL"
	" UNION SELECT h.virtualtransaction FROM sessions s JOIN locks w ON w.pid = s.pid AND NOT w.granted"
	" JOIN locks h ON h.pid IS NULL AND h.mode || ' ' || w.mode = ANY ($2)"
	" AND (h.locktype, h.database, h.relation, h.page, h.tuple, h.transactionid, h.classid, h.objid, h.objsubid)"
	" IS NOT DISTINCT FROM"
	" (w.locktype, w.database, w.relation, w.page, w.tuple, w.transactionid, w.classid, w.objid, w.objsubid))"
	" SELECT CASE WHEN pg_is_in_recovery() AND a.usesysid IS NULL THEN 'on the primary, the transaction that has it locked.'"
	" ELSE format('session %s (%s): SELECT pg_terminate_backend(%1$s);', s.pid,"
	" coalesce('role ' || quote_ident(a.usename), a.backend_type, 'process of the server')) END"
	" FROM sessions s JOIN pg_stat_activity a USING (pid)"
	" WHERE NOT EXISTS (SELECT FROM unnest(pg_blocking_pids(s.pid)) AS b (pid) WHERE b.pid <> pg_backend_pid())"
	" UNION SELECT format('prepared transaction (role %s): COMMIT PREPARED %2$L; or ROLLBACK PREPARED %2$L;',"
	" quote_ident(x.owner), x.gid)"
	" FROM prepared JOIN locks t USING (virtualtransaction) JOIN pg_prepared_xacts x ON x.transaction = t.transactionid"
	" WHERE t.pid IS NULL AND t.locktype = 'transactionid'"
	" ORDER BY 1",
	.nargs = 2,
	.argtypes = {OIDOID, TEXTARRAYOID},
	.read_only = true,
	.safe_path = true,
	.no_jit = true
};

/* Pairs "held wanted", by the names that pg_locks has for modes */
static Datum
excluding_modes(void)
{
	Datum		pairs[MaxLockMode * MaxLockMode];
	int			count = 0;

	for (LOCKMODE held = AccessShareLock; held <= MaxLockMode; held++)
	{
		for (LOCKMODE wanted = AccessShareLock; wanted <= MaxLockMode; wanted++)
		{
			if (DoLockModesConflict(held, wanted))
				pairs[count++] = CStringGetTextDatum(psprintf("%s %s",
															  GetLockmodeName(DEFAULT_LOCKMETHOD, held),
															  GetLockmodeName(DEFAULT_LOCKMETHOD, wanted)));
		}
	}
	return PointerGetDatum(construct_array(pairs, count, TEXTOID, -1, false, TYPALIGN_INT));
}

typedef struct Blockers
{
	Oid			schema;
	StringInfoData names;		/* empty: nobody is known */
} Blockers;

/* Waits itself if system catalogs are locked. */
static void
name_blockers(void *argument)
{
	Blockers   *blockers = argument;
	Datum		values[] = {ObjectIdGetDatum(blockers->schema), excluding_modes()};
	uint64		count = boh_query(&first_to_end, boh_extension_schema(), values, NULL, MOST_NAMED + 1);

	for (uint64 row = 0; row < Min(count, MOST_NAMED); row++)
		appendStringInfo(&blockers->names, " %s", boh_text_value(row, 1));
	if (count > MOST_NAMED)
		appendStringInfoString(&blockers->names, " There are more.");
}

const char *
boh_blocker_hint(Oid schema)
{
	Blockers	blockers = {.schema = schema};

	initStringInfo(&blockers.names);
	if (!boh_try(name_blockers, &blockers, boh_waited_too_long) || blockers.names.len == 0)
		return "Others had a table locked that is to be read. Call the function again.";
	return psprintf("Others have a table locked that is to be read, or wait to lock it. First must end:%s Then call the function again.",
					blockers.names.data);
}
