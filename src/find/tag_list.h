/*-------------------------------------------------------------------------
 *
 * find/tag_list.h
 *	  How many upcoming events have each tag.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_TAG_LIST_H
#define BOH_TAG_LIST_H

/*
 * Count the upcoming events of each tag.  It reads event_search once, so it is
 * work for maintenance.  Needs the rights of the tables' owner.  Returns how
 * many counts changed.
 */
extern uint64 boh_count_tags(Oid schema);

#endif							/* BOH_TAG_LIST_H */
