/*-------------------------------------------------------------------------
 *
 * json/tree.h
 *	  JSON values that can be changed in place.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_TREE_H
#define BOH_JSON_TREE_H

#include "json/item.h"

typedef struct BohJsonTree BohJsonTree;

/* An element of an array or a member of an object. */
typedef struct BohJsonChild
{
	const char *key;			/* of objects */
	int			length;
	BohJsonTree *value;
} BohJsonChild;

/* Texts and numbers stay in the jsonb that the tree was made from. */
struct BohJsonTree
{
	BohJsonItem item;			/* of a scalar; of others the type counts */
	int			count;
	int			room;
	BohJsonChild *children;
};

/* What trees may still grow by; less than nothing is error 54000. */
typedef struct BohJsonBudget
{
	int64		bytes;
} BohJsonBudget;

extern BohJsonTree *boh_json_tree_make(const BohJsonItem *item, BohJsonBudget *budget);
extern BohJsonTree *boh_json_tree_copy(const BohJsonTree *tree, BohJsonBudget *budget);
extern Jsonb *boh_json_tree_to_jsonb(const BohJsonTree *tree);
extern bool boh_json_tree_equals(const BohJsonTree *tree, const BohJsonItem *item);

/* The position of a member, or of a child; -1 when it is not there. */
extern int	boh_json_tree_find(const BohJsonTree *object, const char *key, int length);
extern int	boh_json_tree_position(const BohJsonTree *parent, const BohJsonTree *child);

extern void boh_json_tree_insert(BohJsonTree *parent, int position, BohJsonChild child);
extern void boh_json_tree_remove(BohJsonTree *parent, int position);

#endif							/* BOH_JSON_TREE_H */
