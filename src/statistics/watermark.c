/*-------------------------------------------------------------------------
 *
 * statistics/watermark.c
 *	  Up to where bookings are summed up, and which have changed since.
 *
 * A row of bookings has the number of the transaction that wrote it last.  The
 * watermark is the oldest transaction that was running when the sums were
 * made: all before it had ended, so the sums have what they wrote.  What later
 * ones wrote, or ones that were running, is the tail.  A transaction that began
 * before the sums and commits after them is in the tail, however long it takes.
 *
 * The sums may have newer changes, too.  That does no harm: who reads them
 * counts each event and day anew that has a booking in the tail.
 *
 * Numbers of another cluster, which a dump has brought, say nothing here.
 * Those that this cluster has not reached yet are not in the tail; they were
 * all counted when the sums were made anew.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "utils/xid8.h"

#include "statistics/watermark.h"

static const BohQuery watermark = {
	.text = "SELECT xid FROM {schema}.statistics_watermarks WHERE system_identifier = $1",
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "statistics_watermarks",
	.read_only = true,
	.safe_path = true
};

bool
boh_tail_read(Oid schema, BohTail *tail)
{
	Datum		values[] = {Int64GetDatum((int64) GetSystemIdentifier())};
	Datum		first;
	bool		isnull;

	if (boh_query(&watermark, schema, values, NULL, 1) == 0)
		return false;
	first = boh_value(0, 1, XID8OID, &isnull);
	if (isnull)
		return false;
	tail->first = DatumGetFullTransactionId(first);

	/* each transaction that has written a row by now has a lower number */
	tail->end = ReadNextFullTransactionId();
	return true;
}
