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
	const char *key;			/* for members of objects */
	int			length;
	BohJsonTree *value;
} BohJsonChild;

/* Strings and numbers are not copied: they point into the source jsonb. */
struct BohJsonTree
{
	BohJsonItem item;			/* for arrays and objects, use only its type */
	int			count;
	int			room;			/* allocated length of children */
	BohJsonChild *children;
};

/* Bytes that trees may still use; raises 54000 when they are used up. */
typedef struct BohJsonBudget
{
	int64		bytes;
} BohJsonBudget;

extern BohJsonTree *boh_json_tree_make(const BohJsonItem *item, BohJsonBudget *budget);
extern BohJsonTree *boh_json_tree_copy(const BohJsonTree *tree, BohJsonBudget *budget);
extern Jsonb *boh_json_tree_to_jsonb(const BohJsonTree *tree);
extern bool boh_json_tree_equals(const BohJsonTree *tree, const BohJsonItem *item);

/* Position of the member with this key, or of this child; -1 if none. */
extern int	boh_json_tree_find(const BohJsonTree *object, const char *key, int length);
extern int	boh_json_tree_position(const BohJsonTree *parent, const BohJsonTree *child);

extern void boh_json_tree_insert(BohJsonTree *parent, int position, BohJsonChild child);
extern void boh_json_tree_remove(BohJsonTree *parent, int position);

#endif							/* BOH_JSON_TREE_H */
