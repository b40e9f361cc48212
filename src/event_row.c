/*-------------------------------------------------------------------------
 *
 * event_row.c
 *	  An event's row as bookings see it: read, locked, its seats counted.
 *
 * The counter is written by every booking.  As an UPDATE statement that costs
 * more than half of a bare INSERT, most of it for starting the executor and for
 * parsing check constraints of columns that do not change.  So where nothing
 * could tell the difference, the row is updated directly, much as logical
 * replication does (execReplication.c).  A trigger of the user's own on events,
 * a rule, a generated column or a further check on booked_count makes a
 * difference: then it is an UPDATE statement.  Either way the counter stays
 * between 0 and capacity.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "nodes/bitmapset.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "context.h"
#include "event_row.h"
#include "fetch.h"
#include "query.h"
#include "row.h"

typedef enum EventRowColumn
{
	EVENT_ID,
	EVENT_STATUS,
	EVENT_CAPACITY,
	EVENT_BOOKED_COUNT,
	EVENT_PRICE,
	EVENT_CURRENCY,
	EVENT_START_DATE,
	EVENT_END_DATE,
	EVENT_BOOKING_OPENS_AT,
	EVENT_BOOKING_CLOSES_AT,
	EVENT_MAX_SEATS_PER_USER,
	EVENT_ROW_COLUMNS
} EventRowColumn;

static const BohColumn columns[] = {
	[EVENT_ID] = {"id", UUIDOID},
	[EVENT_STATUS] = {"status", InvalidOid},
	[EVENT_CAPACITY] = {"capacity", INT4OID},
	[EVENT_BOOKED_COUNT] = {"booked_count", INT4OID},
	[EVENT_PRICE] = {"price", NUMERICOID},
	[EVENT_CURRENCY] = {"currency", TEXTOID},
	[EVENT_START_DATE] = {"start_date", TIMESTAMPTZOID},
	[EVENT_END_DATE] = {"end_date", TIMESTAMPTZOID},
	[EVENT_BOOKING_OPENS_AT] = {"booking_opens_at", TIMESTAMPTZOID},
	[EVENT_BOOKING_CLOSES_AT] = {"booking_closes_at", TIMESTAMPTZOID},
	[EVENT_MAX_SEATS_PER_USER] = {"max_seats_per_user", INT4OID},
};

static const BohTable event_row_table = {"events", EVENT_ROW_COLUMNS, columns};

static const BohQuery update_counter = {
	.text = "UPDATE {schema}.events SET booked_count = booked_count " BOH_PLUS " $2"
	" WHERE id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID},
	.owner_of = "events"
};

/* What is known of a table of events, until its definition changes. */
typedef struct KnownTable
{
	Oid			relation;		/* hash key */
	bool		direct;			/* nothing sees how the counter is written */
} KnownTable;

static HTAB *known_tables = NULL;

/* The counter that an UPDATE statement of ours is about to write. */
static const pg_uuid_t *counted_event = NULL;
static SubTransactionId counting_subtransaction = InvalidSubTransactionId;

/* The outermost nesting level in which an event was locked; 0: none was. */
static int	locked_level = 0;

/*
 * Start
 */

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	HASH_SEQ_STATUS scan;
	KnownTable *known;

	hash_seq_init(&scan, known_tables);
	while ((known = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(relid) || known->relation == relid)
			hash_search(known_tables, &known->relation, HASH_REMOVE, NULL);
	}
}

/* An error may have come up while a counter was written. */
static void
transaction_ended(XactEvent event pg_attribute_unused(),
				  void *argument pg_attribute_unused())
{
	counted_event = NULL;
	locked_level = 0;
}

static void
subtransaction_ended(SubXactEvent event, SubTransactionId subtransaction,
					 SubTransactionId parent pg_attribute_unused(),
					 void *argument pg_attribute_unused())
{
	int			level = GetCurrentTransactionNestLevel();

	if (event == SUBXACT_EVENT_ABORT_SUB && subtransaction == counting_subtransaction)
		counted_event = NULL;
	if (event == SUBXACT_EVENT_ABORT_SUB && locked_level >= level)
		locked_level = 0;
	if (event == SUBXACT_EVENT_COMMIT_SUB && locked_level >= level)
		locked_level = level - 1;
}

void
boh_event_row_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(Oid),
		.entrysize = sizeof(KnownTable),
		.hcxt = AllocSetContextCreate(TopMemoryContext, "boh event tables",
									  ALLOCSET_SMALL_SIZES)
	};

	known_tables = hash_create("boh event tables", 8, &control,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	RegisterXactCallback(transaction_ended, NULL);
	RegisterSubXactCallback(subtransaction_ended, NULL);
}

/*
 * Reading
 */

static TimestampTz
time_or(const BohRow *row, int column, TimestampTz otherwise)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	return isnull ? otherwise : DatumGetTimestampTz(value);
}

static void
fill_view(const BohRow *row, EventView *view)
{
	view->tuple = row->tuple;
	view->locked = boh_fetch_is_ours(row);
	view->id = *boh_get_uuid(row, EVENT_ID);
	view->status = boh_enum_label(boh_get_required(row, EVENT_STATUS));
	view->opens = time_or(row, EVENT_BOOKING_OPENS_AT, DT_NOBEGIN);
	view->closes = time_or(row, EVENT_BOOKING_CLOSES_AT,
						   time_or(row, EVENT_START_DATE, DT_NOBEGIN));
	view->ends = time_or(row, EVENT_END_DATE, DT_NOBEGIN);
	view->capacity = boh_get_integer(row, EVENT_CAPACITY);
	view->booked = boh_get_integer(row, EVENT_BOOKED_COUNT);
	view->limit = boh_is_null(row, EVENT_MAX_SEATS_PER_USER) ? 0 :
		boh_get_integer(row, EVENT_MAX_SEATS_PER_USER);
	view->price = PointerGetDatum(PG_DETOAST_DATUM_COPY(boh_get_required(row, EVENT_PRICE)));
	view->currency = TextDatumGetCString(boh_get_required(row, EVENT_CURRENCY));
}

bool
boh_event_read(Oid schema, const pg_uuid_t *event, EventView *view)
{
	Relation	events = table_open(boh_table(schema, "events"), AccessShareLock);
	BohRow		row;
	bool		found = boh_fetch(events, event, &event_row_table, &row);

	if (found)
		fill_view(&row, view);
	table_close(events, NoLock);
	return found;
}

static bool
lock(Oid schema, LockWaitPolicy wait, EventView *view)
{
	Relation	events = table_open(boh_table(schema, "events"), RowShareLock);
	BohRow		row;
	bool		found;

	boh_row_open(&row, events, &event_row_table, view->tuple);
	found = boh_fetch_lock(events, LockTupleNoKeyExclusive, wait, &row);
	if (found)
	{
		int			level = GetCurrentTransactionNestLevel();

		fill_view(&row, view);
		locked_level = locked_level == 0 ? level : Min(locked_level, level);
	}
	table_close(events, NoLock);
	return found;
}

bool
boh_event_any_locked(void)
{
	return locked_level > 0;
}

bool
boh_event_lock(Oid schema, EventView *view)
{
	return lock(schema, LockWaitBlock, view);
}

bool
boh_event_try_lock(Oid schema, EventView *view)
{
	return lock(schema, LockWaitSkip, view);
}

/*
 * Counting
 */

/* true for a trigger that an update of booked_count alone may set off */
static bool
is_set_off(const Trigger *trigger, AttrNumber counter)
{
	if (!TRIGGER_FOR_UPDATE(trigger->tgtype) || trigger->tgenabled == TRIGGER_DISABLED)
		return false;
	for (int i = 0; i < trigger->tgnattr; i++)
	{
		if (trigger->tgattr[i] == counter)
			return true;
	}
	return trigger->tgnattr == 0;
}

/* Foreign keys do not mind the counter; ours let it pass. */
static bool
minds_counter(const Trigger *trigger)
{
	return RI_FKey_trigger_type(trigger->tgfoid) == RI_TRIGGER_NONE &&
		strcmp(trigger->tgname, "boh_events_check") != 0 &&
		strcmp(trigger->tgname, "boh_events_settle_bookings") != 0;
}

static bool
has_other_check(const TupleConstr *constraints, AttrNumber counter)
{
	for (int i = 0; i < constraints->num_check; i++)
	{
		const ConstrCheck *check = &constraints->check[i];
		Bitmapset  *attributes = NULL;

		pull_varattnos(stringToNode(check->ccbin), 1, &attributes);
		if ((bms_is_member(counter - FirstLowInvalidHeapAttributeNumber, attributes) ||
			 bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, attributes)) &&
			strcmp(check->ccname, "chk_events_booked_count") != 0)
			return true;
	}
	return false;
}

static bool
can_be_direct(Relation events, AttrNumber counter)
{
	const TupleConstr *constraints = RelationGetDescr(events)->constr;
	const TriggerDesc *triggers = events->trigdesc;

	if (events->rd_rules != NULL)
		return false;
	if (constraints != NULL &&
		(constraints->has_generated_stored || has_other_check(constraints, counter)))
		return false;
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		if (is_set_off(&triggers->triggers[i], counter) &&
			minds_counter(&triggers->triggers[i]))
			return false;
	}
	return true;
}

static bool
is_direct(Relation events, AttrNumber counter)
{
	Oid			relid = RelationGetRelid(events);
	KnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);
	bool		direct;

	if (known != NULL)
		return known->direct;
	direct = can_be_direct(events, counter);
	known = hash_search(known_tables, &relid, HASH_ENTER, NULL);
	known->direct = direct;
	return direct;
}

static void
raise_out_of_bounds(Relation events)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("booked_count of an event would leave the range from 0 to its capacity"),
			 errhint("SELECT * FROM boh_verify() shows which counters have drifted."),
			 errtableconstraint(events, "chk_events_booked_count")));
}

/* New index entries, where the new version found no room on the row's page. */
static void
insert_index_entries(Relation events, TupleTableSlot *slot, BohUpdatedIndexes which)
{
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *relation = makeNode(ResultRelInfo);

	InitResultRelInfo(relation, events, 0, NULL, 0);
	ExecOpenIndices(relation, false);
	boh_insert_index_entries(relation, slot, estate, which);
	ExecCloseIndices(relation);
	ExecResetTupleTable(estate->es_tupleTable, false);
	FreeExecutorState(estate);
}

static void
write_version(Relation events, BohRow *row)
{
	HeapTuple	tuple = boh_row_tuple(row);
	TupleTableSlot *slot = table_slot_create(events, NULL);
	TM_FailureData failure;
	LockTupleMode mode;
	BohUpdatedIndexes which;
	TM_Result	result;

	CheckCmdReplicaIdentity(events, CMD_UPDATE);
	ExecForceStoreHeapTuple(tuple, slot, false);
	PushActiveSnapshot(GetTransactionSnapshot());
	result = table_tuple_update(events, &row->tuple->t_self, slot,
								GetCurrentCommandId(true), GetActiveSnapshot(),
								InvalidSnapshot, true, &failure, &mode, &which);
	if (result != TM_Ok)
		elog(ERROR, "could not update a locked event: %d", result);
	if (boh_updates_indexes(which))
		insert_index_entries(events, slot, which);
	PopActiveSnapshot();
	ExecDropSingleTupleTableSlot(slot);
	CommandCounterIncrement();
}

/* Write the counter directly; false when that would make a difference. */
static bool
add_directly(Oid schema, const EventView *view, int seats)
{
	Relation	events = table_open(boh_table(schema, "events"), RowExclusiveLock);
	BohRow		row;
	int64		booked = (int64) view->booked + seats;
	bool		direct;

	boh_row_open(&row, events, &event_row_table, view->tuple);
	direct = is_direct(events, row.attributes[EVENT_BOOKED_COUNT]);
	if (direct)
	{
		if (booked < 0 || booked > view->capacity)
			raise_out_of_bounds(events);
		boh_set(&row, EVENT_BOOKED_COUNT, Int32GetDatum((int32) booked));
		write_version(events, &row);
	}
	table_close(events, NoLock);
	return direct;
}

static void
add_by_statement(Oid schema, const pg_uuid_t *event, int seats)
{
	Datum		values[] = {UUIDPGetDatum(event), Int32GetDatum(seats)};
	uint64		rows;

	boh_spi_connect();
	counted_event = event;
	counting_subtransaction = GetCurrentSubTransactionId();
	rows = boh_query(&update_counter, schema, values, NULL, 0);
	counted_event = NULL;
	boh_spi_finish();
	if (rows != 1)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("seats of an event were not counted"),
				 errhint("A trigger or rule of your own on events kept the row as it was.")));
}

void
boh_event_add_seats(Oid schema, const EventView *view, int seats)
{
	if (!add_directly(schema, view, seats))
		add_by_statement(schema, &view->id, seats);
}

bool
boh_event_take_count(const pg_uuid_t *event)
{
	if (counted_event == NULL ||
		memcmp(counted_event, event, sizeof(pg_uuid_t)) != 0)
		return false;
	counted_event = NULL;
	return true;
}
