/*-------------------------------------------------------------------------
 *
 * base/cents.h
 *	  Amounts of money as whole numbers of cents, which are quick to add.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CENTS_H
#define BOH_CENTS_H

#include "fmgr.h"

/*
 * What is not a whole number of cents, or too much for int64: NaN, or an
 * amount in a column whose type somebody has altered.  A sum with it is not
 * one, either.
 */
#define BOH_NO_CENTS PG_INT64_MIN

/* The cents of a numeric */
extern int64 boh_cents(Datum amount);

extern int64 boh_cents_sum(int64 one, int64 other);
extern int64 boh_cents_difference(int64 one, int64 other);

/* Such as 12.50, or NaN */
extern char *boh_cents_text(int64 cents);

#endif							/* BOH_CENTS_H */
