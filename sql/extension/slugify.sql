-- STABLE, not IMMUTABLE: another release of ICU may transliterate otherwise.
CREATE FUNCTION boh_slugify(input text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_slugify';
COMMENT ON FUNCTION boh_slugify(text) IS
	'Makes a readable name for an address from input, a title or name, of which the first 1,024 characters are read: at most 100 characters of the form ^[a-z0-9]+(-[a-z0-9]+)*$, by the transliteration rules of ICU (Unicode CLDR). Apostrophes vanish, & becomes and, other punctuation separates words. NULL when no letter or digit can be written in ASCII. Raises 22021 (text in a SQL_ASCII database that is not UTF-8), 38000 (the ICU library lacks its transliteration data).';
