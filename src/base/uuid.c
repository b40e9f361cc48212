/*-------------------------------------------------------------------------
 *
 * base/uuid.c
 *	  Time-ordered identifiers, RFC 9562 version 7.
 *
 * Layout, most significant bit first (RFC 9562, section 5.7):
 *
 *	  48 bits  milliseconds since 1970-01-01 00:00 UTC
 *	   4 bits  version, 7
 *	  12 bits  fraction of the millisecond, in 1/4096 (section 6.2, method 3)
 *	   2 bits  variant, binary 10
 *	  62 bits  random
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>

#include "access/xact.h"
#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "base/uuid.h"

#define NANOSECONDS_PER_MILLISECOND INT64CONST(1000000)
#define FRACTION_BITS 12
#define TIME_BYTES 6

/* Milliseconds from the Unix epoch to PostgreSQL's, 2000-01-01. */
#define POSTGRES_EPOCH_MILLISECONDS \
	(((int64) POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY * 1000)

/*
 * The last identifier made, and when the statement that made it started; 0:
 * boh_uuid7_take_new() took it.
 */
static pg_uuid_t last_made;
static TimestampTz last_made_at = 0;

PG_FUNCTION_INFO_V1(boh_uuid7);
PG_FUNCTION_INFO_V1(boh_uuid7_time);

/*
 * The present time in 1/4096 milliseconds, always later than the last answer.
 * When the clock stands still or goes back, the count goes on by single steps,
 * as RFC 9562 section 6.2 allows, until the clock has caught up.
 */
static uint64
next_tick(void)
{
	static uint64 last_tick = 0;
	struct timespec now;
	uint64		milliseconds;
	uint64		fraction;
	uint64		tick;

	clock_gettime(CLOCK_REALTIME, &now);
	milliseconds = (uint64) now.tv_sec * 1000 +
		now.tv_nsec / NANOSECONDS_PER_MILLISECOND;
	fraction = ((uint64) (now.tv_nsec % NANOSECONDS_PER_MILLISECOND) << FRACTION_BITS) /
		NANOSECONDS_PER_MILLISECOND;

	tick = (milliseconds << FRACTION_BITS) | fraction;
	if (tick <= last_tick)
		tick = last_tick + 1;
	last_tick = tick;

	return tick;
}

/*
 * Most of a call for random bytes is the same for a few bytes as for many.  So
 * they are made for several identifiers at once.
 */
static void
take_random(unsigned char *bytes, int count)
{
	static unsigned char made[512];
	static int	left = 0;

	if (left < count)
	{
		left = 0;
		if (!pg_strong_random(made, sizeof(made)))
			ereport(ERROR,
					(errcode(ERRCODE_INTERNAL_ERROR),
					 errmsg("could not generate random values")));
		left = sizeof(made);
	}
	left -= count;
	memcpy(bytes, &made[left], count);
}

/*
 * Two backends can make identifiers in the same tick.  Then only the random
 * bits differ, so it is an error when there are none.
 */
static void
fill_new(pg_uuid_t *id)
{
	unsigned char *data = id->data;
	uint64		tick = next_tick();
	uint64		milliseconds = tick >> FRACTION_BITS;

	for (int i = 0; i < TIME_BYTES; i++)
		data[i] = (unsigned char) (milliseconds >> (8 * (TIME_BYTES - 1 - i)));
	data[6] = 0x70 | ((tick >> 8) & 0x0f);
	data[7] = tick & 0xff;

	take_random(&data[8], UUID_LEN - 8);
	data[8] = 0x80 | (data[8] & 0x3f);
	last_made = *id;
	last_made_at = GetCurrentStatementStartTimestamp();
}

bool
boh_uuid7_take_new(const pg_uuid_t *id)
{
	bool		is_new = last_made_at == GetCurrentStatementStartTimestamp() &&
	memcmp(&last_made, id, sizeof(pg_uuid_t)) == 0;

	if (is_new)
		last_made_at = 0;
	return is_new;
}

Datum
boh_uuid7(PG_FUNCTION_ARGS)
{
	pg_uuid_t  *id = palloc(sizeof(pg_uuid_t));

	fill_new(id);

	PG_RETURN_UUID_P(id);
}

/* The time in an identifier of version 7 */
static TimestampTz
time_of(const pg_uuid_t *id)
{
	int64		milliseconds = 0;

	for (int i = 0; i < TIME_BYTES; i++)
		milliseconds = (milliseconds << 8) | id->data[i];
	return (milliseconds - POSTGRES_EPOCH_MILLISECONDS) * 1000;
}

void
boh_uuid7_make(pg_uuid_t *id, TimestampTz *time)
{
	fill_new(id);
	*time = time_of(id);
}

/*
 * The time in an identifier; NULL unless it is of version 7.  LEAKPROOF allows
 * no errors, and none is possible: 48 bits of milliseconds end in the year
 * 10889, which timestamptz can store.
 */
Datum
boh_uuid7_time(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *id = PG_GETARG_UUID_P(0);

	if ((id->data[6] >> 4) != 7 || (id->data[8] >> 6) != 2)
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(time_of(id));
}

char *
boh_uuid_text(const pg_uuid_t *id)
{
	return DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(id)));
}

bool
boh_uuid_is_valid(const char *text, int length)
{
	if (length != 36)
		return false;
	for (int i = 0; i < length; i++)
	{
		bool		hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? text[i] != '-' : !isxdigit((unsigned char) text[i]))
			return false;
	}
	return true;
}
