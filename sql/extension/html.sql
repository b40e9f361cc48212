CREATE FUNCTION boh_sanitize_html(html text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html';
COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'html, rich text as editors write it, less all that could do harm on a page: what stays is an allow list of elements, attributes and URLs. Text that is seen is kept. The result is read by browsers as the tree that was written, and is left as it is when sanitized again. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_html_errors(html text) RETURNS TABLE (path text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_html_errors';
COMMENT ON FUNCTION boh_html_errors(text) IS
	'What keeps html, rich text, from being safe as it stands, at most 1,000 rows; none when it may be put into a page unchanged: boh_sanitize_html() would take nothing away, and all tags are well-formed, in place and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, empty where there is none; message says what is wrong. What cannot be read is a row, too. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';
