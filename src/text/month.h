/*-------------------------------------------------------------------------
 *
 * text/month.h
 *	  Names of months in any language.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MONTH_H
#define BOH_MONTH_H

/*
 * The names of a month, 1 to 12, in a language (BCP 47; NULL: English), with
 * spaces between them: alone, and as in a date, where a language has two
 * forms.  Valid until the next call.
 */
extern const char *boh_month_names(const char *language, int month);

#endif							/* BOH_MONTH_H */
