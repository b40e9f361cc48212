/*-------------------------------------------------------------------------
 *
 * text/slugify.h
 *	  Makes readable ASCII names for URLs from titles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SLUGIFY_H
#define BOH_SLUGIFY_H

#define BOH_SLUG_MAX_LENGTH 100

/*
 * The slug of a text in the database encoding, allocated in the current
 * memory context, or NULL when no letter or digit of it can be shown in ASCII.
 */
extern char *boh_slugify_cstring(const char *input, int length);

#endif							/* BOH_SLUGIFY_H */
