/*-------------------------------------------------------------------------
 *
 * html/anchor.c
 *	  The ids of a document; each belongs to one element only.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "common/pg_prng.h"

#include "html/anchor.h"
#include "html/rules.h"

/* An entry of the hash table of ids (simplehash.h). */
typedef struct Anchor
{
	const char *id;
	const GumboNode *node;
	bool		prefixed;
	uint32		hash;
	char		status;
} Anchor;

static inline uint32 hash_id(uint64 seed, const char *id);

#define SH_PREFIX anchor
#define SH_ELEMENT_TYPE Anchor
#define SH_KEY_TYPE const char *
#define SH_KEY id
#define SH_HASH_KEY(table, key) hash_id(*(uint64 *) (table)->private_data, key)
#define SH_EQUAL(table, one, other) (strcmp(one, other) == 0)
#define SH_SCOPE static inline
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) entry->hash
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct BohHtmlAnchors
{
	anchor_hash *ids;
	uint64		seed;			/* random: nobody can choose colliding ids */
};

static inline uint32
hash_id(uint64 seed, const char *id)
{
	return (uint32) hash_bytes_extended((const unsigned char *) id, strlen(id), seed);
}

BohHtmlAnchors *
boh_html_anchors_create(void)
{
	BohHtmlAnchors *anchors = palloc(sizeof(BohHtmlAnchors));

	anchors->seed = pg_prng_uint64(&pg_global_prng_state);
	anchors->ids = anchor_create(CurrentMemoryContext, 32, &anchors->seed);
	return anchors;
}

void
boh_html_anchors_add(BohHtmlAnchors *anchors, const char *id, const GumboNode *node, bool prefixed)
{
	bool		found;
	Anchor	   *anchor = anchor_insert(anchors->ids, id, &found);

	if (found && (prefixed || !anchor->prefixed))
		return;
	anchor->node = node;
	anchor->prefixed = prefixed;
}

bool
boh_html_anchors_owns(const BohHtmlAnchors *anchors, const char *id, const GumboNode *node)
{
	const Anchor *anchor = anchor_lookup(anchors->ids, id);

	return anchor != NULL && anchor->node == node;
}

static int
hexadecimal_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes %xx, as browsers do before they look up an id. */
static void
unescape(char *target, const char *text)
{
	while (*text !='\0')
	{
		int			high = text[0] == '%' ? hexadecimal_digit(text[1]) : -1;
		int			low = high >= 0 ? hexadecimal_digit(text[2]) : -1;

		if (low >= 0)
		{
			*target++ = (char) (high << 4 | low);
			text	  +=3;
		}
		else
			*target++ = *text ++;
	}
	*target = '\0';
}

const char *
boh_html_anchors_target(const BohHtmlAnchors *anchors, const char *link)
{
	const char *fragment = link + 1;
	char	   *id = psprintf("%s%s", BOH_HTML_ID_PREFIX, fragment);
	const Anchor *anchor;

	unescape(id + strlen(BOH_HTML_ID_PREFIX), fragment);
	anchor = anchor_lookup(anchors->ids, id);
	pfree(id);
	if (anchor == NULL || !anchor->prefixed)
		return NULL;
	return psprintf("#%s%s", BOH_HTML_ID_PREFIX, fragment);
}
