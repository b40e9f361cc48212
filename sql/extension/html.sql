CREATE FUNCTION boh_sanitize_html(html text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html';
COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'Returns html, rich text from an editor, without anything that could do harm on a page. Only elements, attributes and URLs of an allow list are kept. Visible text is kept. Ids of headings get the prefix content-, and links to them are changed to match; text-align of a style becomes a class. Browsers read the result as the tree that was written, and sanitizing the result again does not change it. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_sanitize_html_report(html text) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html_report';
COMMENT ON FUNCTION boh_sanitize_html_report(text) IS
	'Does what boh_sanitize_html() does, and reports to editors what it did. Returns an object with these keys: html, the result; removed, an array of what was removed; changed, an array of what was replaced; truncated, whether there was more. Both arrays together have at most 1,000 entries, in the order of the document. An entry has these keys: path, an XPath to the element or attribute in the given html as in boh_html_errors() (empty if there is none); kind (element, attribute, url, class, style, id, comment, text, document); name of the element or attribute; from, the old value, and to, the new one, the first 200 bytes of each; message, the reason. A key without a value is left out. Raises what boh_sanitize_html() raises.';

CREATE FUNCTION boh_html_errors(html text) RETURNS TABLE (path text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_html_errors';
COMMENT ON FUNCTION boh_html_errors(text) IS
	'Lists what makes html, rich text, unsafe as it is; at most 1,000 rows. No rows: it may be put into a page unchanged, because boh_sanitize_html() would remove and rename nothing, and all tags are well-formed, in an allowed place, and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, and empty if there is none; message says what is wrong. If html cannot be read, a row says so. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';
