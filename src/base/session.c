/*-------------------------------------------------------------------------
 *
 * base/session.c
 *	  The session of the running transaction: for which person it runs.
 *
 * Sessions are a stack with one entry for each nesting level of transactions
 * that set one.  The rollback of a subtransaction removes its entry, so that
 * the session before it counts again.  The end of the transaction removes all:
 * nothing is left to the next client of a connection pool.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "base/session.h"
#include "base/shard.h"

typedef struct SessionLevel
{
	BohSession	session;
	int			level;			/* nesting level that set it */
	struct SessionLevel *outer;
} SessionLevel;

static const char *const role_names[] = {
	[BOH_SESSION_ANONYMOUS] = "ANONYMOUS",
	[BOH_SESSION_USER] = "USER",
	[BOH_SESSION_ORGANIZER] = "ORGANIZER",
	[BOH_SESSION_ADMIN] = "ADMIN",
};

/* in TopTransactionContext */
static SessionLevel *current = NULL;

static void
transaction_ended(XactEvent event, void *argument pg_attribute_unused())
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
		current = NULL;
}

static void
subtransaction_ended(SubXactEvent event, SubTransactionId subtransaction pg_attribute_unused(),
					 SubTransactionId parent pg_attribute_unused(),
					 void *argument pg_attribute_unused())
{
	int			level = GetCurrentTransactionNestLevel();

	if (current == NULL || current->level < level)
		return;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		current = current->outer;
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
	{
		current->level--;
		if (current->outer != NULL && current->outer->level == current->level)
			current->outer = current->outer->outer;
	}
}

void
boh_session_init(void)
{
	RegisterXactCallback(transaction_ended, NULL);
	RegisterSubXactCallback(subtransaction_ended, NULL);
}

void
boh_session_set(const BohSession *session)
{
	int			level = GetCurrentTransactionNestLevel();

	if (current == NULL || current->level < level)
	{
		SessionLevel *inner = MemoryContextAlloc(TopTransactionContext, sizeof(SessionLevel));

		inner->level = level;
		inner->outer = current;
		current = inner;
	}
	current->session = *session;
}

const BohSession *
boh_session_get(void)
{
	return current == NULL ? NULL : &current->session;
}

/* Policies of shards name their shard of users, people name the table. */
static bool
is_of(const BohSession *session, Oid users)
{
	return session->users == users ||
		(boh_citus_is_loaded() && boh_shard_of(session->schema, users) == session->users);
}

const BohSession *
boh_session_for(Oid users, BohSessionRole lowest)
{
	return current != NULL && current->session.role >= lowest &&
		is_of(&current->session, users) ? &current->session : NULL;
}

BohSessionRole
boh_session_role_now(Oid schema)
{
	return current != NULL && current->session.schema == schema ?
		current->session.role : BOH_SESSION_ANONYMOUS;
}

bool
boh_session_person(Oid schema, pg_uuid_t *user)
{
	if (boh_session_role_now(schema) == BOH_SESSION_ANONYMOUS)
		return false;
	*user = current->session.user;
	return true;
}

const char *
boh_session_role_name(BohSessionRole role)
{
	return role_names[role];
}
