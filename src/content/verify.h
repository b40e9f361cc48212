/*-------------------------------------------------------------------------
 *
 * content/verify.h
 *	  Checks of pages, sections, media and settings for boh_verify().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_CONTENT_H
#define BOH_VERIFY_CONTENT_H

#include "base/finding.h"

extern const BohChecks boh_content_checks;

/* Find sections that do not fit the form of their type. */
extern void boh_verify_sections(Oid schema, BohFindings *findings);

/* Find rows whose media_references are wrong. */
extern void boh_verify_media(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_CONTENT_H */
