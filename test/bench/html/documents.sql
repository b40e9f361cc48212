-- Documents to sanitize, made the same way every time.
CREATE TABLE documents (number integer PRIMARY KEY, name text, html text);
INSERT INTO documents VALUES (1, 'a paragraph', '<p>We are <strong>delighted</strong> to announce the <a href="https://example.com/program?day=1&amp;room=2">program</a> of this year''s conference: three days, 40 talks, and a party on the <em>last</em> evening.</p>');
INSERT INTO documents SELECT 2, 'an article', string_agg(format('<h2>Section %s</h2>
<p>Lorem ipsum dolor sit amet, <strong>consectetur</strong> adipiscing elit, sed do eiusmod <a href="https://example.com/%1$s" target="_blank" rel="noopener">tempor incididunt</a> ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation.</p>
<ul><li>One</li><li>Two<ol><li>Zażółć gęślą jaźń</li></ol></li></ul>
<figure><img src="/media/%1$s.jpg" alt="Picture %1$s" width="640" height="480"><figcaption>Caption</figcaption></figure>
<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>
', n), '' ORDER BY n) FROM generate_series(1, 300) AS n;
INSERT INTO documents SELECT 3, 'an article pasted from a word processor', string_agg(format('<p class=MsoNormal style="margin-bottom:0cm"><span lang=EN-US style="font-family:&quot;Arial&quot;,sans-serif">Paragraph %s with <b style="mso-bidi-font-weight:normal">bold</b> and <i>italics</i>, <a href="https://example.com/%1$s">a link</a><o:p></o:p></span></p>
<!--[if !supportLists]--><span style="mso-list:Ignore">·<span style="font:7.0pt">&nbsp;&nbsp;</span></span><!--[endif]--><font color="#ff0000">red</font>', n), '' ORDER BY n) FROM generate_series(1, 500) AS n;
INSERT INTO documents SELECT 4, 'attacks', string_agg(format('<svg><style><img title="</style><img src=x onerror=alert(%s)>"></svg><a href="java&#9;script:alert(1)" onclick="x">x</a><p style="x" onclick=alert(1)>y<script>alert(1)</script></p><math><mtext><table><mglyph><style><!--</style>--></math>', n), '' ORDER BY n) FROM generate_series(1, 300) AS n;

-- Milliseconds a call, less those of a loop that only counts.
CREATE FUNCTION measure(document integer, seconds numeric, what text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	input text := (SELECT html FROM documents WHERE number = document);
	calls integer := 1;
	start timestamptz;
	empty_loop numeric;
	elapsed numeric := 0;
BEGIN
	LOOP
		start := clock_timestamp();
		FOR i IN 1 .. calls LOOP
			PERFORM input;
		END LOOP;
		empty_loop := extract(epoch FROM clock_timestamp() - start);
		start := clock_timestamp();
		IF what = 'sanitize' THEN
			FOR i IN 1 .. calls LOOP
				PERFORM boh_sanitize_html(input);
			END LOOP;
		ELSE
			FOR i IN 1 .. calls LOOP
				PERFORM count(*) FROM boh_html_errors(input);
			END LOOP;
		END IF;
		elapsed := extract(epoch FROM clock_timestamp() - start);
		EXIT WHEN elapsed > seconds;
		calls := calls * 2;
	END LOOP;
	RETURN 1000 * (elapsed - empty_loop) / calls;
END
$$;
