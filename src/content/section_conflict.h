/*-------------------------------------------------------------------------
 *
 * content/section_conflict.h
 *	  INSERT ... ON CONFLICT DO NOTHING without a target.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_CONFLICT_H
#define BOH_SECTION_CONFLICT_H

#include "utils/rel.h"

/*
 * For a trigger on INSERT: raise an error with a hint when the client's
 * statement inserts into the relation and cannot succeed.
 */
extern void boh_section_refuse_conflict(Relation sections);

#endif							/* BOH_SECTION_CONFLICT_H */
