/*-------------------------------------------------------------------------
 *
 * server/settings_advice.c
 *	  boh_settings_advice(): lines of postgresql.conf for this workload.
 *
 * The workload is many short transactions that write a few rows each, reads by
 * index, and lists.  The values follow from four facts that the caller names.
 * Each line is compared with what is set.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/error.h"
#include "base/query.h"
#include "server/connections.h"

PG_FUNCTION_INFO_V1(boh_settings_advice);

#define MOST_MEMORY_GB 65536
#define MOST_CORES 4096

/*
 * Connections that work at once: the pool's 25 and 5, and 10 for jobs and
 * administrators.
 */
#define POOLED_AT_WORK 40

/* Sorts and hash tables that a statement has at once, at most as a rule */
#define WORK_AREAS 4

typedef enum Storage
{
	STORAGE_SSD,
	STORAGE_HDD,
	STORAGE_NETWORK
} Storage;

static const char *const storages[] = {"ssd", "hdd", "network"};

typedef struct Machine
{
	int			memory_gb;
	int			cores;
	Storage		storage;
	bool		pooled;
} Machine;

/* A line: the value is fixed, or depends on the machine. */
typedef struct Advice
{
	const char *name;
	const char *value;
	char	   *(*value_for) (const Machine *machine);
	const char *reason;
} Advice;

/* As SHOW writes it */
static char *
megabytes(int64 amount)
{
	if (amount % 1024 == 0)
		return psprintf(INT64_FORMAT "GB", amount / 1024);
	return psprintf(INT64_FORMAT "MB", amount);
}

static int64
power_of_two_below(int64 amount)
{
	int64		power = 1;

	while (power * 2 <= amount)
		power *= 2;
	return power;
}

static int64
shared_buffers_mb(const Machine *machine)
{
	return (int64) machine->memory_gb * 1024 / 4;
}

static char *
shared_buffers_for(const Machine *machine)
{
	return megabytes(shared_buffers_mb(machine));
}

static char *
effective_cache_size_for(const Machine *machine)
{
	return megabytes((int64) machine->memory_gb * 1024 * 3 / 4);
}

static char *
work_mem_for(const Machine *machine)
{
	int			connections = machine->pooled ? POOLED_AT_WORK : BOH_UNPOOLED_CONNECTIONS;
	int64		amount = ((int64) machine->memory_gb * 1024 - shared_buffers_mb(machine)) /
	(connections * WORK_AREAS);

	return megabytes(power_of_two_below(Min(Max(amount, 4), 256)));
}

static char *
maintenance_work_mem_for(const Machine *machine)
{
	return megabytes(Min((int64) machine->memory_gb * 1024 / 16, 2048));
}

static char *
max_connections_for(const Machine *machine)
{
	return psprintf("%d", machine->pooled ? BOH_POOLED_CONNECTIONS : BOH_UNPOOLED_CONNECTIONS);
}

static char *
max_wal_size_for(const Machine *machine)
{
	return machine->memory_gb < 16 ? "4GB" : "16GB";
}

static char *
random_page_cost_for(const Machine *machine)
{
	static const char *const costs[] = {
		[STORAGE_SSD] = "1.1",[STORAGE_HDD] = "4",[STORAGE_NETWORK] = "1.5"
	};

	return pstrdup(costs[machine->storage]);
}

static char *
effective_io_concurrency_for(const Machine *machine)
{
	return machine->storage == STORAGE_HDD ? "2" : "200";
}

static char *
autovacuum_vacuum_cost_limit_for(const Machine *machine)
{
	return machine->storage == STORAGE_HDD ? "400" : "2000";
}

static char *
max_parallel_workers_per_gather_for(const Machine *machine)
{
	return psprintf("%d", Min(machine->cores / 4, 4));
}

static char *
max_parallel_workers_for(const Machine *machine)
{
	return psprintf("%d", Max(machine->cores / 2, 1));
}

static const Advice advices[] = {
	{
		"max_connections", NULL, max_connections_for,
		"A pool needs 30 connections; the others are for jobs, monitoring and administrators. Without a pool each client has its own. More sessions than cores do not book faster."
	},
	{
		"shared_buffers", NULL, shared_buffers_for,
		"A quarter of the memory. The operating system's cache has the rest."
	},
	{
		"effective_cache_size", NULL, effective_cache_size_for,
		"Three quarters of the memory, what both caches hold together. It takes no memory: the planner chooses indexes by it."
	},
	{
		"work_mem", NULL, work_mem_for,
		"What shared_buffers leaves, for four sorts or hash tables in each connection that works at once; 4 to 256 MB, a power of two."
	},
	{
		"maintenance_work_mem", NULL, maintenance_work_mem_for,
		"A sixteenth of the memory, at most 2 GB: vacuum and CREATE INDEX go over large tables once."
	},
	{
		"random_page_cost", NULL, random_page_cost_for,
		"Every read of a booking, event or page is by index. On a hard disk a random read costs far more."
	},
	{
		"effective_io_concurrency", NULL, effective_io_concurrency_for,
		"How many reads the storage serves at once."
	},
	{
		"min_wal_size", "1GB", NULL,
		"A rush reuses WAL files instead of making new ones."
	},
	{
		"max_wal_size", NULL, max_wal_size_for,
		"Checkpoints come by time, not in the middle of a rush because the WAL is full."
	},
	{
		"checkpoint_timeout", "15min", NULL,
		"After a checkpoint the first change of each page writes the whole page to the WAL. Recovery after a crash takes longer in return."
	},
	{
		"checkpoint_completion_target", "0.9", NULL,
		"A checkpoint writes evenly, so commits of bookings do not wait for it."
	},
	{
		"wal_compression", "lz4", NULL,
		"Whole pages in the WAL are small then: less to sync, to archive and to send to a standby."
	},
	{
		"fsync", "on", NULL,
		"Without it a power cut destroys the database."
	},
	{
		"full_page_writes", "on", NULL,
		"Without it a power cut leaves torn pages."
	},
	{
		"synchronous_commit", "on", NULL,
		"A customer who was told that a seat is booked has it after a crash. With synchronous_standby_names set, after the loss of the server, too."
	},
	{
		"max_locks_per_transaction", "128", NULL,
		"Each idempotency key and each generated slug takes a lock until the transaction ends, and so does each partition of the audit."
	},
	{
		"idle_in_transaction_session_timeout", "30s", NULL,
		"A client that stops within a transaction keeps its event locked, and everybody else who books it waits."
	},
	{
		"client_connection_check_interval", "10s", NULL,
		"A statement whose client has gone leaves the queue for its event."
	},
	{
		"jit", "off", NULL,
		"The statements are short. Compiling one takes longer than running it."
	},
	{
		"max_parallel_workers_per_gather", NULL, max_parallel_workers_per_gather_for,
		"A report must not take the cores that bookings need: a quarter of them, at most 4."
	},
	{
		"max_parallel_workers", NULL, max_parallel_workers_for,
		"All reports together get half of the cores."
	},
	{
		"autovacuum_naptime", "15s", NULL,
		"Rows of events and lanes are updated at every booking, so they bloat within minutes."
	},
	{
		"autovacuum_vacuum_cost_limit", NULL, autovacuum_vacuum_cost_limit_for,
		"Vacuum keeps up with a rush. Hard disks need a slower one."
	},
	{
		"wal_level", "replica", NULL,
		"Needed by standbys and by the archive. \"logical\" does as well."
	},
	{
		"max_slot_wal_keep_size", "10GB", NULL,
		"A standby that is gone must not fill the disk with WAL that its slot keeps."
	},
	{
		"hot_standby_feedback", "on", NULL,
		"Counts on a standby. Vacuum keeps the rows that statements there still read, so that these are not cancelled."
	},
	{
		"max_standby_streaming_delay", "30s", NULL,
		"Counts on a standby. A statement in the way of a change is cancelled after that time, and the standby catches up."
	},
	{
		"log_min_duration_statement", "1s", NULL,
		"A statement that takes a second is worth a look."
	},
	{
		"log_lock_waits", "on", NULL,
		"Says who waits for whom, and for how long."
	},
	{
		"track_io_timing", "on", NULL,
		"Without it nobody can tell a slow plan from slow storage."
	}
};

/* pg_settings has a row for each setting */
#define SETTING_NAME 1
#define SETTING_VALUE 2
#define SETTING_UNIT 3
#define SETTING_MOST 4
#define SETTING_SHOWN 5
#define SETTING_RESTART 6
#define SETTING_PENDING 7

static const char settings_text[] =
"SELECT name, setting, unit, max_val, pg_catalog.current_setting(name),"
" context OPERATOR(pg_catalog.=) 'postmaster', pending_restart FROM pg_catalog.pg_settings";

static const struct
{
	const char *unit;
	int			flag;
}			units[] = {
	{"B", GUC_UNIT_BYTE},
	{"kB", GUC_UNIT_KB},
	{"MB", GUC_UNIT_MB},
	{"ms", GUC_UNIT_MS},
	{"s", GUC_UNIT_S},
	{"min", GUC_UNIT_MIN}
};

/* The unit of buffers and WAL blocks has a number: 8kB. */
static int
unit_flag(const char *unit)
{
	if (unit == NULL)
		return 0;
	for (int i = 0; i < (int) lengthof(units); i++)
	{
		if (strcmp(unit, units[i].unit) == 0)
			return units[i].flag;
	}
	return GUC_UNIT_BLOCKS;
}

/* 15min and 900s are the same. */
static bool
is_set(const char *recommended, const char *setting, const char *unit)
{
	double		wanted;
	double		has;

	if (parse_real(recommended, &wanted, unit_flag(unit), NULL) &&
		parse_real(setting, &has, 0, NULL))
		return wanted == has;
	return strcmp(recommended, setting) == 0;
}

static char *
column(SPITupleTable *settings, uint64 row, int number)
{
	return SPI_getvalue(settings->vals[row], settings->tupdesc, number);
}

/* The server accepts no more than most; an amount of memory stays in whole GB. */
static const char *
accepted(const char *recommended, const char *most, const char *unit)
{
	int			flag = unit_flag(unit);
	double		wanted;
	double		limit;
	double		gigabyte;

	if (most == NULL || !parse_real(most, &limit, 0, NULL) ||
		!parse_real(recommended, &wanted, flag, NULL) || wanted <= limit)
		return recommended;
	if ((flag & GUC_UNIT_MEMORY) == 0)
		return most;
	(void) parse_real("1GB", &gigabyte, flag, NULL);
	return psprintf("%.0fGB", floor(limit / gigabyte));
}

static void
put(ReturnSetInfo *result, const Advice *advice, const Machine *machine,
	SPITupleTable *settings, uint64 row)
{
	char	   *unit = column(settings, row, SETTING_UNIT);
	const char *recommended = accepted(advice->value_for == NULL ? advice->value :
									   advice->value_for(machine),
									   column(settings, row, SETTING_MOST), unit);
	Datum		values[] = {
		CStringGetTextDatum(advice->name),
		CStringGetTextDatum(recommended),
		CStringGetTextDatum(column(settings, row, SETTING_SHOWN)),
		unit == NULL ? (Datum) 0 : CStringGetTextDatum(unit),
		BoolGetDatum(!is_set(recommended, column(settings, row, SETTING_VALUE), unit)),
		BoolGetDatum(column(settings, row, SETTING_RESTART)[0] == 't'),
		BoolGetDatum(column(settings, row, SETTING_PENDING)[0] == 't'),
		CStringGetTextDatum(advice->reason)
	};
	bool		nulls[lengthof(values)] = {[3] = unit == NULL};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* A version without a setting has no line for it. */
static void
advise(ReturnSetInfo *result, const Advice *advice, const Machine *machine)
{
	SPITupleTable *settings = SPI_tuptable;

	for (uint64 row = 0; row < settings->numvals; row++)
	{
		if (strcmp(column(settings, row, SETTING_NAME), advice->name) == 0)
		{
			put(result, advice, machine, settings, row);
			return;
		}
	}
}

static Storage
storage_argument(FunctionCallInfo fcinfo)
{
	char	   *name = boh_argument_name(fcinfo, 2, "storage");

	for (int i = 0; i < (int) lengthof(storages); i++)
	{
		if (strcmp(name, storages[i]) == 0)
			return i;
	}
	boh_argument_refuse("storage", name, "it is ssd, hdd or network");
}

Datum
boh_settings_advice(PG_FUNCTION_ARGS)
{
	Machine		machine = {
		.memory_gb = boh_argument_integer(fcinfo, 0, "memory_gb", 1, MOST_MEMORY_GB),
		.cores = boh_argument_integer(fcinfo, 1, "cores", 1, MOST_CORES),
		.storage = storage_argument(fcinfo),
		.pooled = boh_argument_boolean(fcinfo, 3, "pooled")
	};

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	if (SPI_execute(settings_text, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "pg_settings cannot be read");
	for (int i = 0; i < (int) lengthof(advices); i++)
		advise((ReturnSetInfo *) fcinfo->resultinfo, &advices[i], &machine);
	boh_spi_finish();
	return (Datum) 0;
}
