CREATE FUNCTION boh_sanitize_html(html text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html';
COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'html, rich text as editors write it, less all that could do harm on a page: what stays is an allow list of elements, attributes and URLs. Text that is seen is kept. Ids of headings get the prefix content-, and links to them follow; text-align of a style becomes a class. The result is read by browsers as the tree that was written, and is left as it is when sanitized again. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_sanitize_html_report(html text) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html_report';
COMMENT ON FUNCTION boh_sanitize_html_report(text) IS
	'boh_sanitize_html(html) with a report, for editors: an object with html, the result; removed and changed, arrays of what was taken away and what became something else, together at most 1,000 entries in the order of the document; truncated, whether there was more. An entry has path, an XPath to the element or attribute in the html given as boh_html_errors() has it (empty where there is none); kind (element, attribute, url, class, style, id, comment, text, document); name of the element or attribute; from, its value, and to, what it became, of each the first 200 bytes; message, why. What is not there, is left out. Raises what boh_sanitize_html() raises.';

CREATE FUNCTION boh_html_errors(html text) RETURNS TABLE (path text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_html_errors';
COMMENT ON FUNCTION boh_html_errors(text) IS
	'What keeps html, rich text, from being safe as it stands, at most 1,000 rows; none when it may be put into a page unchanged: boh_sanitize_html() would take nothing away and rename nothing, and all tags are well-formed, in place and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, empty where there is none; message says what is wrong. What cannot be read is a row, too. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';
