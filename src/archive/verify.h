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

#endif							/* BOH_VERIFY_ARCHIVE_H */
