/*-------------------------------------------------------------------------
 *
 * privacy/empty.h
 *	  Statements that empty personal columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PRIVACY_EMPTY_H
#define BOH_PRIVACY_EMPTY_H

#include "privacy/owner.h"

/*
 * What a column is set to when it is emptied: NULL, or DEFAULT.  Raises BH074
 * when neither is possible.
 */
extern const char *privacy_empty_value(Oid schema, const BohClassified *column);

/*
 * The UPDATE that erases the personal columns of rows in which the group's
 * column names the person $1, as far as they are not erased yet.  also, if not
 * NULL, is set in addition.  NULL: there is nothing to erase.
 */
extern char *privacy_empty_statement(Oid schema, const PrivacyGroup *group, const char *also);

#endif							/* BOH_PRIVACY_EMPTY_H */
