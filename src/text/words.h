/*-------------------------------------------------------------------------
 *
 * text/words.h
 *	  The words of a text, as search compares them.
 *
 * A word is folded: it is in lower case and has no accents, so that "Café"
 * and "CAFE" are one word.  Folding does not depend on a language, because
 * the language of what somebody types is not known.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_WORDS_H
#define BOH_WORDS_H

#include "nodes/pg_list.h"

/* What follows is ignored: bytes of a text, words of a text, bytes of a word */
#define BOH_WORDS_MAX_BYTES 65536
#define BOH_WORDS_MAX_COUNT 4096
#define BOH_WORD_MAX_BYTES 200

typedef struct BohWord
{
	char	   *folded;			/* in the database's encoding */
	int			position;		/* counted from 1 */
	int			start;			/* bytes of the text before the word */
	int			length;			/* bytes of the word in the text */
} BohWord;

/*
 * The words of a text, in order: a List of BohWord.  ICU finds words in
 * Chinese, Japanese, Thai, Lao, Khmer and Burmese with its dictionaries.
 */
extern List *boh_words(const char *text, int length);

/* The whole text, folded */
extern char *boh_fold(const char *text, int length);

/*
 * The text search configuration of pg_catalog for a language, such as de or
 * pt-BR (BCP 47).  InvalidOid: PostgreSQL has none, or language is NULL.
 */
extern Oid	boh_words_configuration(const char *language);

/*
 * The stem of a word of a text, folded.  NULL: it is the word itself, or the
 * configuration counts the word among its stop words.
 */
extern char *boh_word_stem(Oid configuration, const char *text, const BohWord *word);

#endif							/* BOH_WORDS_H */
