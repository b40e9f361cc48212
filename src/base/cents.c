/*-------------------------------------------------------------------------
 *
 * base/cents.c
 *	  Amounts of money as whole numbers of cents, which are quick to add.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/fmgrprotos.h"

#include "base/cents.h"

/* So many digits surely fit into int64. */
#define MOST_DIGITS 18

int64
boh_cents(Datum amount)
{
	const char *text = DatumGetCString(DirectFunctionCall1(numeric_out, amount));
	bool		negative = *text == '-';
	bool		after_point = false;
	int			decimals = 0;
	int			digits = 0;
	int64		cents = 0;

	for (const char *next = text +negative; *next != '\0'; next++)
	{
		if (*next == '.')
			after_point = true;
		else if (*next < '0' || *next > '9' || (decimals == 2 && *next != '0'))
			return BOH_NO_CENTS;
		else if (decimals < 2)
		{
			if (++digits > MOST_DIGITS)
				return BOH_NO_CENTS;
			cents = cents * 10 + (*next - '0');
			decimals += after_point;
		}
	}
	if (digits + 2 - decimals > MOST_DIGITS)
		return BOH_NO_CENTS;
	for (; decimals < 2; decimals++)
		cents *= 10;
	return negative ? -cents : cents;
}

int64
boh_cents_sum(int64 one, int64 other)
{
	int64		sum;

	if (one == BOH_NO_CENTS || other == BOH_NO_CENTS || pg_add_s64_overflow(one, other, &sum))
		return BOH_NO_CENTS;
	return sum;
}

int64
boh_cents_difference(int64 one, int64 other)
{
	return boh_cents_sum(one, other == BOH_NO_CENTS ? other : -other);
}

char *
boh_cents_text(int64 cents)
{
	int64		amount;

	if (cents == BOH_NO_CENTS)
		return pstrdup("NaN");
	amount = cents < 0 ? -cents : cents;
	return psprintf("%s%lld.%02d", cents < 0 ? "-" : "", (long long) (amount / 100),
					(int) (amount % 100));
}
