/*-------------------------------------------------------------------------
 *
 * find/site.c
 *	  The site that shows events and pages: its name and its addresses.
 *
 * Calendars, structured data and site maps are for everybody.  So settings
 * count only if they are public.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "find/site.h"
#include "json/format.h"

/* In a path this stands for the slug, or the number of a part. */
#define SLUG "{slug}"
#define PART "{part}"

/* Longest address that an argument can have */
#define MOST_CHARACTERS 2000

typedef enum SiteSetting
{
	SITE_NAME,
	SITE_URL,
	SITE_EVENT_PATH,
	SITE_PAGE_PATH,
	SITE_SITEMAP_PATH,
	SITE_HOME_PAGE,
	SITE_SETTINGS
} SiteSetting;

/* A path, and the word that stands in it for what is looked for */
typedef struct SitePath
{
	const char *key;
	const char *word;
	const char *otherwise;		/* without a setting */
} SitePath;

enum
{
	EVENT_PATH,
	PAGE_PATH,
	SITEMAP_PATH
};

static const SitePath paths[] = {
	[EVENT_PATH] = {"site.event_path", SLUG, "/events/" SLUG},
	[PAGE_PATH] = {"site.page_path", SLUG, "/" SLUG},
	[SITEMAP_PATH] = {"site.sitemap_path", PART, "/sitemap-" PART ".xml"}
};

#define PUBLIC_SETTINGS \
	.text = "SELECT nullif(s.value, '') FROM unnest('{site.name,site.url,site.event_path," \
	"site.page_path,site.sitemap_path,site.home_page}'::text[]) WITH ORDINALITY k (key, place)" \
	" LEFT JOIN {schema}.site_settings s ON s.key = k.key AND s.is_public ORDER BY k.place", \
	.read_only = true, \
	.safe_path = true, \
	.by_index = true

static const BohQuery settings_as_owner = {PUBLIC_SETTINGS,.owner_of = "site_settings"};
static const BohQuery settings_as_caller = {PUBLIC_SETTINGS};

static bool
is_web_address(const char *text)
{
	return boh_format_web_url(text, strlen(text));
}

/* Raise 22023 for a site.url to which no path can be appended. */
static void
check_url(Oid schema, const char *value)
{
	if (!is_web_address(value) || strpbrk(value, "?#") != NULL)
		boh_raise_setting_unfit(schema, "site.url", "an http or https address without ? and #");
}

/* Raise 22023 for a path without a word, or one that is no part of an address. */
static void
check_path(Oid schema, const char *key, const char *value, const char *word)
{
	const char *path = boh_replace_word(value, word, "x");

	if (*value != '/' || strstr(value, word) == NULL ||
		!boh_format_image_url(path, strlen(path)))
		boh_raise_setting_unfit(schema, key, psprintf("a path that begins with / and has %s in it", word));
}

void
boh_site_check_setting(Oid schema, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	if (strcmp(key, "site.url") == 0)
		check_url(schema, value);
	for (int i = 0; i < (int) lengthof(paths); i++)
	{
		if (strcmp(key, paths[i].key) == 0)
			check_path(schema, key, value, paths[i].word);
	}
}

static const char *
base_address(Oid schema, char *value)
{
	int			length;

	if (value == NULL)
		return NULL;
	check_url(schema, value);
	length = strlen(value);
	while (value[length - 1] == '/')
		value[--length] = '\0';
	return value;
}

static const char *
path(Oid schema, const char *value, const SitePath *setting)
{
	if (value == NULL)
		return setting->otherwise;
	check_path(schema, setting->key, value, setting->word);
	return value;
}

void
boh_site_read(Oid schema, BohSite *site)
{
	char	   *values[SITE_SETTINGS];

	boh_query(boh_reads_as_owner(schema, "site_settings") ? &settings_as_owner :
			  &settings_as_caller, schema, NULL, NULL, 0);
	for (int i = 0; i < SITE_SETTINGS; i++)
	{
		bool		isnull;
		Datum		value = boh_value(i, 1, TEXTOID, &isnull);

		values[i] = isnull ? NULL : TextDatumGetCString(value);
	}
	site->name = values[SITE_NAME];
	site->url = base_address(schema, values[SITE_URL]);
	site->event_path = path(schema, values[SITE_EVENT_PATH], &paths[EVENT_PATH]);
	site->page_path = path(schema, values[SITE_PAGE_PATH], &paths[PAGE_PATH]);
	site->sitemap_path = path(schema, values[SITE_SITEMAP_PATH], &paths[SITEMAP_PATH]);
	site->home_page = values[SITE_HOME_PAGE] == NULL ? "home" : values[SITE_HOME_PAGE];
}

void
boh_site_require_url(Oid schema, const BohSite *site)
{
	BohDetail	detail;

	if (site->url != NULL)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "key", "site.url");
	boh_raise(BOH_SITE_URL_MISSING, &detail, BOH_PLACE(schema, "site_settings", "value", NULL));
}

static char *
address(const BohSite *site, const char *path, const char *word, const char *name)
{
	return site->url == NULL ? NULL :
		psprintf("%s%s", site->url, boh_replace_word(path, word, name));
}

char *
boh_site_event(const BohSite *site, const char *slug)
{
	return address(site, site->event_path, SLUG, slug);
}

char *
boh_site_page(const BohSite *site, const char *slug)
{
	return address(site, strcmp(slug, site->home_page) == 0 ? "/" : site->page_path, SLUG, slug);
}

char *
boh_site_sitemap(const BohSite *site, int part)
{
	return address(site, site->sitemap_path, PART, psprintf("%d", part));
}

char *
boh_site_absolute(const BohSite *site, const char *address)
{
	const char *host;

	if (address == NULL)
		return NULL;
	if (is_web_address(address))
		return pstrdup(address);
	if (site->url == NULL || !boh_format_image_url(address, strlen(address)))
		return NULL;

	/* A path begins at the host, even if site.url has a path itself. */
	host = strstr(site->url, "//") + 2;
	return psprintf("%.*s%s", (int) (host - site->url + strcspn(host, "/")), site->url, address);
}

char *
boh_web_address_argument(FunctionCallInfo fcinfo, int number, const char *name)
{
	char	   *address = boh_argument_text(fcinfo, number, name, MOST_CHARACTERS);

	if (address == NULL || is_web_address(address))
		return address;
	boh_argument_refuse(name, address, "not an http or https address");
}
