/*-------------------------------------------------------------------------
 *
 * statistics/settled.c
 *	  Which bookings statistics have counted as they are.
 *
 * A booking may leave the table bookings only if the sums have its last
 * change, or will be made anew: the tail (watermark.h) is looked for in
 * bookings alone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "utils/xid8.h"

#include "base/lock.h"
#include "base/query.h"
#include "statistics/settled.h"

/*
 * Without a watermark all bookings are being counted, and what changed before
 * that pass began is or will be among them.  Without any state, they all will
 * be.
 */
static const BohQuery first_unsettled = {
	.text = "SELECT coalesce(xid, pass_xid) FROM {schema}.statistics_watermarks"
	" WHERE system_identifier = $1",
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "statistics_watermarks",
	.latest = true,
	.safe_path = true
};

BohUnsettled
boh_hold_statistics(Oid schema)
{
	Datum		values[] = {Int64GetDatum((int64) GetSystemIdentifier())};
	BohUnsettled unsettled;
	bool		isnull = true;
	Datum		first = (Datum) 0;

	(void) boh_lock_share(BOH_LOCK_STATISTICS, schema, true);
	if (boh_query(&first_unsettled, schema, values, NULL, 1) > 0)
		first = boh_value(0, 1, XID8OID, &isnull);
	unsettled.end = ReadNextFullTransactionId();
	unsettled.first = isnull ? unsettled.end : DatumGetFullTransactionId(first);
	return unsettled;
}
