/*-------------------------------------------------------------------------
 *
 * base/expression.h
 *	  Expressions of a table's definition that are kept.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EXPRESSION_H
#define BOH_EXPRESSION_H

#include "nodes/execnodes.h"
#include "nodes/primnodes.h"

/* true when an expression must not be cached; NULL is no such expression */
extern bool boh_expression_is_foreign(Node *expression);

/* The expression, ready for ExecEvalExpr(), in the current memory context */
extern ExprState *boh_expression_prepare(Expr *expression);

#endif							/* BOH_EXPRESSION_H */
