/*-------------------------------------------------------------------------
 *
 * archive/verify.h
 *	  Checks of boh_verify() for the archive.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_ARCHIVE_H
#define BOH_VERIFY_ARCHIVE_H

#include "base/finding.h"

extern const BohChecks boh_archive_checks;

/* Those that read the catalog alone */
extern const BohChecks boh_archive_catalog_checks;
extern const BohChecks boh_archive_rights_checks;

#endif							/* BOH_VERIFY_ARCHIVE_H */
