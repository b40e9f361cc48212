/*-------------------------------------------------------------------------
 *
 * content/slug_redirect.h
 *	  Redirects from slugs that pages and events had before.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SLUG_REDIRECT_H
#define BOH_SLUG_REDIRECT_H

#include "utils/uuid.h"

/* Announce a page under its slug and under all slugs that redirect to it. */
extern void boh_announce_page(Oid schema, const pg_uuid_t *page);

#endif							/* BOH_SLUG_REDIRECT_H */
