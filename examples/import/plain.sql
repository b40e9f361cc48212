-- HTML as plain text.  What boh_sanitize_html() returns has only the references below.
CREATE FUNCTION pg_temp.plain(html text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plain text := regexp_replace(boh_sanitize_html(html), '\s+', ' ', 'g');
BEGIN
	plain := regexp_replace(plain, '</t[dh]>', ' ', 'g');
	plain := regexp_replace(plain, '<br>|</(?:dd|div|dt|figcaption|li|tr)>', E'\n', 'g');
	plain := regexp_replace(plain, '</(?:blockquote|dl|h[1-6]|ol|p|pre|table|ul)>', E'\n\n', 'g');
	plain := regexp_replace(plain, '<[^>]*>', '', 'g');
	plain := replace(replace(replace(replace(plain, '&nbsp;', ' '), '&lt;', '<'), '&gt;', '>'), '&amp;', '&');
	RETURN nullif(btrim(regexp_replace(regexp_replace(plain, ' *\n *', E'\n', 'g'), '\n{3,}', E'\n\n', 'g'), E' \n'), '');
END $$;
