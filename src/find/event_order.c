/*-------------------------------------------------------------------------
 *
 * find/event_order.c
 *	  Positions in lists of events.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"

#include "base/query.h"
#include "find/event_order.h"

bool
boh_order_is_by_start(BohEventOrder order)
{
	return order == BOH_ORDER_START || order == BOH_ORDER_START_DESC;
}

bool
boh_order_descends(BohEventOrder order)
{
	return order == BOH_ORDER_START_DESC || order == BOH_ORDER_PRICE_DESC ||
		order == BOH_ORDER_NEWEST || order == BOH_ORDER_TITLE_DESC;
}

BohPosition
boh_order_beginning(BohEventOrder order)
{
	bool		descending = boh_order_descends(order);
	BohPosition position = {.type = boh_event_order_type(order)};

	memset(&position.id, descending ? 0xff : 0, sizeof(pg_uuid_t));
	switch (position.type)
	{
		case NUMERICOID:
			position.value = DirectFunctionCall3(numeric_in,
												 CStringGetDatum(descending ? "Infinity" : "-1"),
												 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
			break;
		case TEXTOID:
			/* in no encoding does a character begin with a higher byte */
			position.value = CStringGetTextDatum(descending ? "\xff\xff\xff\xff" : "");
			break;
		case FLOAT8OID:
			position.value = Float8GetDatum(-1.0);
			break;
		default:
			position.value = TimestampTzGetDatum(descending ? DT_NOEND : DT_NOBEGIN);
			break;
	}
	return position;
}

void
boh_order_set_position(BohEventFilter *filter, const BohPosition *position)
{
	filter->values[BOH_EVENT_KEY] = position->value;
	filter->values[BOH_EVENT_ID] = UUIDPGetDatum(&position->id);
	filter->nulls[BOH_EVENT_KEY] = filter->nulls[BOH_EVENT_ID] = ' ';
}

BohPosition
boh_order_position_at(uint64 row, Oid type)
{
	BohPosition position = {.type = type};
	bool		by_value = type == TIMESTAMPTZOID || type == FLOAT8OID;

	position.id = *DatumGetUUIDP(boh_required_value(row, 1, UUIDOID));
	position.value = datumCopy(boh_required_value(row, 2, type), by_value, by_value ? 8 : -1);
	return position;
}

bool
boh_order_comes_first(const BohPosition *one, const BohPosition *other, bool descending)
{
	TimestampTz one_time = DatumGetTimestampTz(one->value);
	TimestampTz other_time = DatumGetTimestampTz(other->value);
	bool		lower = one_time != other_time ? one_time < other_time :
	memcmp(&one->id, &other->id, sizeof(pg_uuid_t)) < 0;

	return lower != descending;
}

BohPosition
boh_order_skip(const BohEventFilter *filter, const BohPosition *after, bool is_short)
{
	TimestampTz ends_after = DatumGetTimestampTz(filter->values[BOH_EVENT_ENDS_AFTER]);
	TimestampTz from = DatumGetTimestampTz(filter->values[BOH_EVENT_STARTS_FROM]);
	TimestampTz to = DatumGetTimestampTz(filter->values[BOH_EVENT_STARTS_TO]);
	bool		descending = boh_order_descends(filter->order);
	BohPosition first = boh_order_beginning(filter->order);

	if (is_short && !TIMESTAMP_NOT_FINITE(ends_after))
		from = Max(from, ends_after - 7 * USECS_PER_DAY);
	if (TIMESTAMP_NOT_FINITE(descending ? to : from))
		return *after;

	/*
	 * all that begin at from come after, all that begin at to do not come
	 * before
	 */
	first.value = TimestampTzGetDatum(descending ? to : from - 1);
	memset(&first.id, descending ? 0 : 0xff, sizeof(pg_uuid_t));
	return boh_order_comes_first(after, &first, descending) ? first : *after;
}
