-- STABLE, not IMMUTABLE: another release of ICU may transliterate differently.
CREATE FUNCTION boh_slugify(input text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_slugify';
COMMENT ON FUNCTION boh_slugify(text) IS
	'Makes a slug, a readable name for URLs, from input, a title or name. Reads the first 1,024 characters of input, and returns at most 100 characters of the form ^[a-z0-9]+(-[a-z0-9]+)*$, by the transliteration rules of ICU (Unicode CLDR). Apostrophes are removed, & becomes and, other punctuation separates words. Returns NULL if no letter or digit of input can be written in ASCII. Raises 22021 (text in a SQL_ASCII database that is not UTF-8), 38000 (the ICU library lacks its transliteration data).';
