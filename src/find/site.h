/*-------------------------------------------------------------------------
 *
 * find/site.h
 *	  The site that shows events and pages: its name and its addresses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SITE_H
#define BOH_SITE_H

#include "fmgr.h"

/*
 * Public settings of a site.  Each text may be NULL if there is no such
 * setting, but for the paths, which have defaults.
 */
typedef struct BohSite
{
	const char *name;			/* site.name */
	const char *url;			/* site.url, without a slash at the end */
	const char *event_path;
	const char *page_path;
	const char *sitemap_path;
	const char *home_page;		/* slug of the page at site.url itself */
} BohSite;

/*
 * Read the settings.  Raises 22023 for one that cannot be used.  Call it
 * between boh_spi_connect() and boh_spi_finish(), as the caller.
 */
extern void boh_site_read(Oid schema, BohSite *site);

/*
 * Raises 22023 for a new value of a setting that boh_site_read() could not use.
 * Other settings are not looked at.
 */
extern void boh_site_check_setting(Oid schema, const char *key, const char *value);

/* Raises 55000 if there is no site.url. */
extern void boh_site_require_url(Oid schema, const BohSite *site);

/* Addresses; NULL if the site has no site.url */
extern char *boh_site_event(const BohSite *site, const char *slug);
extern char *boh_site_page(const BohSite *site, const char *slug);
extern char *boh_site_sitemap(const BohSite *site, int part);

/*
 * An address that is stored in a table as one that is good everywhere.  NULL if
 * it is no http or https address, and no path either, or the site has no
 * site.url that the path needs.
 */
extern char *boh_site_absolute(const BohSite *site, const char *address);

/*
 * An argument with the address of something on the web; NULL for NULL.  Raises
 * 22023 unless it is an http or https address of at most 2000 characters.
 */
extern char *boh_web_address_argument(FunctionCallInfo fcinfo, int number, const char *name);

#endif							/* BOH_SITE_H */
