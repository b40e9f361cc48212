/*-------------------------------------------------------------------------
 *
 * content/verify.h
 *	  What boh_verify() asks of pages, sections, media and settings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_CONTENT_H
#define BOH_VERIFY_CONTENT_H

#include "base/finding.h"

extern const BohChecks boh_content_checks;

/* Sections that are not of the form that their type has. */
extern void boh_verify_sections(Oid schema, BohFindings *findings);

/* Rows whose media_references are not what they should be. */
extern void boh_verify_media(Oid schema, BohFindings *findings);

#endif							/* BOH_VERIFY_CONTENT_H */
