-- Safe rich text: boh_sanitize_html(), its report, and boh_html_errors(). That browsers read
-- the results as meant, and run nothing, is shown in test/html.
SELECT getdatabaseencoding() <> 'UTF8' AS cannot_test \gset
\if :cannot_test
\echo 'this test needs a database with encoding UTF8'
\quit
\endif
SET client_encoding = 'UTF8';
SET client_min_messages = 'warning';
\pset format unaligned
\pset fieldsep ' => '
\pset footer off

CREATE FUNCTION pg_temp.stays(html text) RETURNS boolean LANGUAGE sql AS $$
	SELECT boh_sanitize_html(html) = html AND NOT EXISTS (SELECT FROM boh_html_errors(html))
$$;

-- what is left of it, and what is said of it
CREATE TEMP TABLE samples (number serial, html text);
INSERT INTO samples (html) VALUES
	('plain text, even with > and "quotes"'),
	('a < b && c &lt; d &copy; &nbsp;&#160;'),
	('<P CLASS=MsoNormal>Word<o:p></o:p></P>'),
	('<p>one<p>two<ul><li>a<li>b</ul>'),
	('<script>alert(1)</script><style>p{}</style><template><b>x</b></template><noscript>x</noscript><title>t</title>rest'),
	('<xmp><b>not bold</b></xmp><listing>
code</listing><center>middle</center><strike>old</strike><tt>code</tt><acronym>abc</acronym>'),
	('<form action="/x"><label>Name <input name=a></label><button formaction="javascript:alert(1)">Send</button><textarea>text</textarea></form>'),
	('<svg><title>hidden</title><style>hidden</style><text>seen</text><a xlink:href="javascript:alert(1)">link</a></svg>'),
	('<math><mi>x</mi><annotation-xml encoding="text/html"><b>hidden</b></annotation-xml></math>'),
	('<!-- comment --><?php echo 1 ?><!doctype html><![CDATA[x]]>'),
	('<body onload="alert(1)"><p>x</p></body>'),
	('<p onclick="alert(1)" style="color: red" data-x="1" title="kept">x</p>'),
	('<h2 id="content-top">a</h2><h2 id="location">b</h2><a href="#content-top" name="x">c</a>'),
	('<p class="align-center red"><code class="language-c++ hljs">x</code></p>'),
	('<p lang="pt-BR" dir=RTL>a</p><p lang="no language" dir="up">b</p>'),
	('<a href="https://example.com" target="_blank">a</a><a target=_blank rel="opener nofollow" href=/x>b</a><a href="/" target="frame">c</a>'),
	('<ol start="3" reversed type="a"><li value="-7">a</li></ol><ol start="x" type="disc"><li>b</li></ol>'),
	('<table><caption>c</caption><colgroup><col span="2"></colgroup><thead><tr><th scope="col" abbr="x">h</th></tr></thead><tbody><tr><td colspan="2" rowspan="1" bgcolor="red">d</td></tr></tbody></table>'),
	('<table><tr><td>a</td><p>moved</p></table>'),
	('<b><i>crossed</b></i>'),
	('<div>open'),
	('closed</div>'),
	('<p a"b=c>x</p><p/title="x">y</p><br/><p title="a"lang="en">z</p>'),
	('<p title="&#00000000065;">x</p>'),
	('<button><p><button><p>x</p></button></button>'),
	('<a href="/a"><object><a href="/b">x</a></object></a>'),
	(E'control \u0001\u0008\u007f\u0085 characters \r\n and line ends<br>'),
	('&#1;&#128;&#xD800;&#x110000;&#13;'),
	(E'<pre>\n\ntwo</pre><pre>none</pre><pre><font>\nfirst</font></pre>');
SELECT number, boh_sanitize_html(html) FROM samples ORDER BY number;
SELECT number, path, message FROM samples, boh_html_errors(html) WITH ORDINALITY ORDER BY number, ordinality;

-- URLs
SELECT url, boh_sanitize_html(format('<a href="%s">x</a>', url)) ~ 'href' AS link, boh_sanitize_html(format('<img src="%s">', url)) ~ 'src' AS image
FROM unnest(ARRAY['https://example.com/a?b=c#d', 'HTTP://EXAMPLE.COM', '/media/a.png', '#content-x', 'mailto:ada@example.com?subject=x', 'tel:+48123456789',
	'//example.com/a.png', '/\example.com', 'page.html', '', ' ', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java&#9;script:alert(1)', 'java&#10;script:alert(1)',
	'&#1;javascript:alert(1)', '&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61', 'javascript&colon;alert(1)', 'javascript&#x3000;:alert(1)',
	'vbscript:x', 'data:text/html,x', 'data:image/png;base64,AAAA', 'blob:x', 'file:///etc/passwd', 'ftp://example.com', 'https://user@example.com', 'x:y', 'https:example.com'])
	WITH ORDINALITY AS urls (url, number) ORDER BY number;
SELECT boh_sanitize_html(html) FROM (VALUES
	('<a href="  https://example.com/a b|c  ">x</a>'),
	('<a href="https://example.com/?a=1&b=2&amp;c=&quot;">x</a>'),
	('<img src="/a.png" srcset="/a.png 1x, javascript:alert(1) 2x, /b.png 1.5x,/c.png, /d.png 3 4" sizes="(max-width: 600px) 480px, 800px" alt="a &lt; b">'),
	('<img src="data:image/png;base64,AAAA" alt="gone"><img alt="nothing"><img src="/x" width="50%" height="1e3" onerror="alert(1)">'),
	('<blockquote cite="https://example.com">a</blockquote><q cite="javascript:alert(1)">b</q>'),
	('<picture><source srcset="/a.webp" type="image/webp" media="(min-width: 600px)"><img src="/a.png" alt=""></picture>'),
	('<video src="/a.mp4" poster="/a.png" controls autoplay muted loop playsinline><source src="/b.webm" type="video/webm; codecs=&quot;vp9&quot;"><track src="/a.vtt" kind="captions" srclang="en" label="English" default></video>'),
	('<iframe src="http://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;list=PL1&amp;autoplay=1#t=1"></iframe>'),
	('<iframe src="//youtu.be/dQw4w9WgXcQ?start=10" allow="camera; autoplay" srcdoc="<script>alert(1)</script>">inside</iframe>'),
	('<iframe src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ" sandbox></iframe>'),
	('<iframe src="https://vimeo.com/76979871?h=8272103f6e"></iframe><iframe src="https://player.vimeo.com/video/76979871?h=8272103f6e&amp;title=0" width="640" height="360" allowfullscreen></iframe>'),
	('<iframe src="https://www.youtube.com.example.com/embed/dQw4w9WgXcQ"></iframe><iframe src="https://www.youtube.com/redirect?q=https://example.com"></iframe><iframe src="javascript:alert(1)//www.youtube.com/embed/dQw4w9WgXcQ"></iframe><iframe></iframe>')
	) AS documents (html);

-- what follows the prefix of a class or an id: letters, digits and a few signs, for classes one to 64 of them
SELECT class, boh_sanitize_html(format('<p class=''%s''>x</p>', class)) AS sanitized, cardinality(ARRAY(SELECT message FROM boh_html_errors(format('<p class=''%s''>x</p>', class)))) AS errors
FROM (VALUES ('align-a'), ('align-A-z_0.9+#'), ('language-c++'), ('language-.net'), ('language-c#'), ('size-' || repeat('x', 64)),
	('align-'), ('size-' || repeat('x', 65)), ('align-a"b'), ('align-a&amp;b'), ('align-a&lt;b'), ('align-a:b'), ('align-a;b'), ('align-a(b)'), ('align-a[b]'), ('align-a{b}'), ('align-a/b'), ('align-a\b'), ('align-a=b'),
	('align-a,b'), ('align-a!'), ('align-a@b'), ('align-a%b'), ('align-a*'), ('align-a`b'), ('align-a$b'), ('align-a?b'), ('align-a~b'), ('align-a^b'), ('align-a|b'), ('align-é'), (E'align-a\u200Bb'), (E'align-a\u00A0b'),
	('ALIGN-a'), ('xalign-a'), ('align_a'), ('size-1 align-: language-x')) v (class);
SELECT id, boh_sanitize_html(format('<p id=''%s''>x</p>', id)) AS sanitized
FROM (VALUES ('content-a'), ('content-A-z_9'), ('content-' || repeat('x', 64)), ('content-'), ('content-' || repeat('x', 65)), ('content-a.b'), ('content-a:b'), ('content-a b'), ('content-é'), ('contents'), ('Content-a')) v (id);

-- rich text of editors passes as it is
SELECT pg_temp.stays(html) FROM (VALUES
	('<h1>Title</h1><p>Text with <strong>bold</strong>, <em>emphasis</em>, <u>u</u>, <s>s</s>, <sub>1</sub><sup>2</sup>, <code>code</code> &amp; <kbd>Ctrl</kbd>.<br>New line.</p><hr>'),
	('<ul><li><p>one</p><ul><li><p>deep</p><ol><li>deeper</li></ol></li></ul></li><li>two</li></ul>'),
	('<dl><dt>Term</dt><dd>Description</dd></dl><details open=""><summary>More</summary><p>x</p></details>'),
	('<figure class="align-center"><img src="https://example.com/a.jpg" srcset="/a-480.jpg 480w, /a-800.jpg 800w" alt="" width="640" height="480" loading="lazy"><figcaption>A <em>caption</em></figcaption></figure>'),
	('<table><caption>Prices</caption><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><td>1</td><td rowspan="2">2</td></tr><tr><td>3</td></tr></tbody></table>'),
	('<blockquote cite="https://example.com/x"><p>Quote</p></blockquote><pre><code class="language-sql">SELECT 1 &lt; 2;
</code></pre>'),
	('<p lang="ja">東京 <ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p><p dir="rtl" lang="ar">مرحبا <bdi>x</bdi></p><p>Zażółć gęślą jaźń – Ελληνικά – русский – 한국어 👩‍👩‍👧</p>'),
	('<p><a href="/about" hreflang="en">About</a> <abbr title="World Wide Web">WWW</abbr> <time datetime="2026-05-01T18:30:00Z">1 May</time> <mark>x</mark>&nbsp;y</p>'),
	('<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" width="560" height="315" title="YouTube video player" frameborder="0" allow="accelerometer; autoplay; clipboard-write" referrerpolicy="strict-origin-when-cross-origin" allowfullscreen=""></iframe>')
	) AS documents (html);
-- and is not asked to be written in one certain way
SELECT count(*) AS errors FROM boh_html_errors('<P>one<p title=''x'' lang=en>two<UL><LI>a<li>b</UL><br/><img src=/a.png alt=x><table><tr><td>1<td>2</table>&copy; 2 > 1
<iframe allowfullscreen src="//youtu.be/dQw4w9WgXcQ"></iframe><a target=_blank href="/a b">c</a>');

-- pastes of Word and Google Docs keep what is read in them
SELECT boh_sanitize_html('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><style><!-- p.MsoNormal {margin:0} --></style><!--[if gte mso 9]><xml><o:x/></xml><![endif]--></head><body lang=EN-US style="tab-interval:36pt"><!--StartFragment--><p class=MsoNormal style="margin-left:36.0pt"><span lang=EN-US style="font-family:Symbol"><span style="mso-list:Ignore">·<span style="font:7.0pt &quot;Times New Roman&quot;">&nbsp;&nbsp; </span></span></span><b style="mso-bidi-font-weight:normal">Bold<o:p></o:p></b></p><!--EndFragment--></body></html>');
SELECT boh_sanitize_html('<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr" style="line-height:1.38"><span style="font-size:20pt">Title</span></h1><ul style="margin-top:0"><li dir="ltr" style="list-style-type:disc" aria-level="1"><p dir="ltr" role="presentation"><span>Item</span></p></li></ul></b><br class="Apple-interchange-newline">');

-- a large article keeps its text
CREATE TEMP TABLE article AS
	SELECT string_agg(format('<h2>Section %s</h2><p style="x">Ünïcödé <b>%s</b> 東京 <i>Привет</i></p><ul><li>a<ul><li>%s</li></ul></li></ul><table><tbody><tr><td>x</td><td>y</td></tr></tbody></table><font color="red">z</font>', n, md5(n::text), n), E'\n' ORDER BY n) AS html
	FROM generate_series(1, 1000) AS n;
SELECT octet_length(html) > 200000 AS large, regexp_replace(boh_sanitize_html(html), '<[^>]*>', '', 'g') = regexp_replace(html, '<[^>]*>', '', 'g') AS same_text,
	boh_sanitize_html(html) !~ 'style|font' AS clean
FROM article;

-- ids of headings become anchors, which no script asks for, each once, and links follow
CREATE TEMP TABLE anchored (number serial, html text);
INSERT INTO anchored (html) VALUES
	('<a href="#x">link</a><h2 id="x">before and after</h2><a href="#x">link</a><a href=" #x ">spaces</a><q cite="#x">q</q>'),
	('<h1 id=a>1</h1><h2 id=A>2</h2><h3 id=-_.:9>3</h3><h4 id="zażółć">4</h4><h5 id="हिन्दी">5</h5><h6 id="東京-2026">6</h6>'),
	('<h2 id="zażółć">x</h2><a href="#zażółć">a</a><a href="#za%C5%BC%C3%B3%c5%82%C4%87">b</a><a href="#%7A%61%C5%BC%C3%B3%C5%82%C4%87">c</a>'),
	('<h2 id="x">x</h2><a href="#y">other</a><a href="#X">case</a><a href="#">top</a><a href="/p#x">page</a><a href="https://example.com/#x">site</a><a href="#content-x">by its name</a><a href="#%78%">no escape</a>'),
	('<h2 id="x">first</h2><h3 id="x">second</h3><a href="#x">first</a>'),
	('<h2 id="x">gives way</h2><p id="content-x">has it already</p><p id="content-x">too late</p><a href="#x">leads nowhere</a><a href="#content-x">stays</a>'),
	('<h2 id="content-x">as it is</h2><a href="#x">leads nowhere</a><a href="#content-x">stays</a>'),
	('<p id="x">no heading</p><div id="content-y">has the prefix</div><a href="#x">leads nowhere</a><a href="#y">too</a>'),
	('<h2 id="">a</h2><h2 id=" x">b</h2><h2 id="x y">c</h2><h2 id="content-">d</h2><h2 id="a&quot;b">e</h2><h2 id="a&amp;b">f</h2><h2 id="a/b">g</h2><h2 id="a%20b">h</h2><h2 id="a#b">i</h2><h2 id="a[b]">j</h2><h2 id="&#xD800;">k</h2>'),
	(E'<h2 id="a\u200Db">joiner</h2><h2 id="a\u00ADb">soft hyphen</h2><h2 id="a\u202Eb">turned</h2><h2 id="a\u3164b">filler</h2><h2 id="a\u034Fb">joins nothing</h2><h2 id="a\u00A0b">space</h2><h2 id="a\uFE0Fb">x</h2><h2 id="👩">picture</h2><h2 id="a–b">dash</h2>'),
	(E'<h2 id="\u00E9">composed</h2><h2 id="e\u0301">not the same</h2><a href="#\u00E9">1</a><a href="#e\u0301">2</a>'),
	('<h2 id="__proto__">a</h2><h2 id="constructor">b</h2><h3 id="cookie">c</h3><h3 id="location">d</h3><h4 id="getElementById">e</h4><a href="#__proto__">p</a>'),
	('<h2 id="' || repeat('x', 200) || '">long enough</h2><h2 id="' || repeat('y', 201) || '">too long</h2><h2 id="content-' || repeat('x', 201) || '">too long</h2>'),
	('<template><h2 id="x">unseen</h2></template><svg><title><h2 id="x">unseen</h2></title></svg><h2 id="x">seen</h2><a href="#x">x</a>'),
	('<img id="content-x" alt="goes"><p id="content-x">stays</p>'),
	('<h2 id="x" id="y">the first counts</h2><a href="#y">y</a><h2 name="z">no name</h2><a name="x" href="#x">x</a>'),
	('<i id="content-x">one<p>two</i>three</p>');
SELECT number, regexp_replace(boh_sanitize_html(html), 'x{50,}', 'x..x') AS sanitized FROM anchored ORDER BY number;
SELECT number, path, message FROM anchored, boh_html_errors(html) WITH ORDINALITY WHERE number IN (1, 3, 5, 6, 7, 11, 16) ORDER BY number, ordinality;
-- as it stands only what has its prefix already, once
SELECT pg_temp.stays(html) FROM (VALUES ('<h2 id="content-x">a</h2><p id="content-zażółć.1:2">b</p><a href="#content-x">x</a><a href="#y">y</a>'), ('<h2 id="content-a">a</h2><h2 id="content-A">b</h2>')) AS documents (html);

-- how editors align text becomes a class
CREATE TEMP TABLE aligned (number serial, html text);
INSERT INTO aligned (html) VALUES
	('<p style="text-align: left">a</p><h1 style="text-align:center;">b</h1><td>cell</td><div style="text-align: right">c</div><h6 style="text-align:justify">d</h6>'),
	('<table style="text-align:right"><caption style="text-align:left">a</caption><tbody style="text-align:left"><tr style="text-align:center"><th style="text-align:left">b</th><td style="text-align:right;width:50%">c</td></tr></tbody></table>'),
	('<ul style="text-align:left"><li style="text-align:center">a</li></ul><blockquote style="text-align:right">b</blockquote><center style="text-align:left">c</center><figure style="text-align:center"></figure>'),
	('<span style="text-align:center">no lines of its own</span><img style="text-align:center" src="/x"><strike style="text-align:center">a</strike><body style="text-align:center">b</body>'),
	('<p STYLE="TEXT-ALIGN:CENTER">a</p><p style="  text-align
	:	center  ">b</p><p style="color:red;text-align:center;margin:0">c</p><p style=";;text-align:center;;">d</p><p style=text-align:center>e</p>'),
	('<p style="text-align:left;text-align:center">the last</p><p style="text-align:center!important;text-align:left">important</p><p style="text-align:center ! IMPORTANT ;text-align:left !important">the last important</p><p style="text-align:center;text-align:-webkit-center">a known one</p>'),
	('<p style="text-align:start">a</p><p style="text-align:end">b</p><p style="text-align:inherit">c</p><p style="text-align:initial">d</p><p style="text-align:">e</p><p style="text-align">f</p><p style="">g</p><p style="text-align:center right">h</p><p style="text-align:center !">i</p><p style="text-align:center !important x">j</p><p style="text-align:centerx">k</p>'),
	('<p style="text-align-last:center">a</p><p style="-webkit-text-align:center">b</p><p style="--text-align:center">c</p><p style="text-align=center">d</p><p style="{text-align:center}">e</p><p style="x{};text-align:center">f</p><p style="@media all;text-align:center">g</p><p style="text-align:&nbsp;center">h</p><p style="text-align:ｃenter">i</p>'),
	('<p style="text-align:c\65nter">a</p><p style="t\65xt-align:center">b</p><p style="text-align:center;x:\">c</p><p style="text-align:/**/center">d</p><p style="/*;*/text-align:center">e</p><p style="text-align:center;/*">f</p><p style="&lt;!-- text-align:center --&gt;">g</p>'),
	('<p style="text-align:expression(alert(1))">a</p><p style="text-align:center;behavior:url(#default#time2)">b</p><p style="text-align:url(javascript:alert(1))">c</p><p style="text-align:center;x:expression(alert(1))">d</p><p style="text-align:var(--x)">e</p>'),
	('<p style=''font-family:"a;text-align:left";text-align:center''>a</p><p style="font-family:''a;text-align:left'';text-align:center">b</p><p style="background:url(a;text-align:left);text-align:center">c</p><p style=''content:"text-align:center''>d</p><p style=''x:"&#10;;text-align:center''>e</p><p style="x:(;text-align:center">f</p><p style="x:);text-align:center">g</p><p style="x:[;text-align:center">h</p><p style="font:1px/2 x;text-align:center">i</p><p style=''x:"\";text-align:center;"''>j</p>'),
	('<p class="align-left" style="text-align:center">a</p><p style="text-align:center" class="align-left align-justify language-x">b</p><p class="align-center" style="text-align:center">c</p><p class="align-full x" style="text-align:right">d</p><p class="x" style="text-align:right">e</p><p class="align-left" style="text-align:start">f</p><p class="align-left align-right">g</p>'),
	('<p class="ql-align-center">a</p><p class="ql-align-right align-left ql-indent-1">b</p><p class="ql-align-justify" style="text-align:left">c</p><p class="ql-align-start">d</p><p class="ql-align-">e</p><span class="ql-align-center">f</span>');
SELECT number, boh_sanitize_html(html) FROM aligned ORDER BY number;
SELECT number, path, message FROM aligned, boh_html_errors(html) WITH ORDINALITY WHERE number IN (1, 4, 12, 13) ORDER BY number, ordinality;

-- what was taken away, and what became something else
CREATE FUNCTION pg_temp.entries(html text) RETURNS TABLE (what text, path text, kind text, name text, "from" text, "to" text, message text) LANGUAGE sql AS $$
	SELECT what, e.* FROM boh_sanitize_html_report(html) AS r, (VALUES ('removed'), ('changed')) AS whats (what),
		ROWS FROM (jsonb_to_recordset(r -> what) AS (path text, kind text, name text, "from" text, "to" text, message text)) AS e
$$;
SELECT boh_sanitize_html_report('<h2 id="x">a</h2><script>b</script>');
SELECT boh_sanitize_html_report('plain'), boh_sanitize_html_report('<p>a</p>'), boh_sanitize_html_report(''), boh_sanitize_html_report(NULL) IS NULL AS strict;
SELECT e.* FROM pg_temp.entries('<a href="#x">to</a><h2 id=x onclick="alert(1)">X</h2><h2 id=x>Y</h2><!-- note --><p style="text-align:center;color:red" class="align-left big">b</p><span style="color:red" class="big">c</span>'
	|| '<center>d</center><font>e</font><img src="javascript:x" alt="&quot;"><script>f</script><a rel="opener nofollow" href="ftp://x">g</a><iframe src="https://example.com"></iframe><ul><li><a href="https://x/ y">h</a><li data-x>i</ul>' || E'\u0001') AS e;
-- values are cut between characters, and are text whatever is in them
SELECT e.path, length(e."from"), octet_length(e."from"), left(e."from", 20) AS start FROM pg_temp.entries('<img src="data:image/png;base64,' || repeat('A', 1000) || '"><p data-x="' || repeat('東', 100) || '" data-y="&#xD800;&#1;&#9;">') AS e WHERE e."from" IS NOT NULL;
SELECT length(e.path), e.kind, length(e.name) FROM pg_temp.entries('<' || repeat('x', 100000) || '>y') AS e;
-- what goes only because of how the rest is read then, is nowhere in the document
SELECT boh_sanitize_html_report('<a href="/x"><b id=content-x><object><a href="/y">z');
SELECT jsonb_array_length(r -> 'removed') + jsonb_array_length(r -> 'changed') AS entries, r -> 'truncated' AS truncated, r ->> 'html' = boh_sanitize_html(html) AS same
FROM (VALUES (repeat('<p onclick=x style="text-align:left">x</p>', 500)), (repeat('<p onclick=x style="text-align:left">x</p>', 500) || '<script></script>'), (repeat('<p onclick=x style="text-align:left">x</p>', 5000))) AS d (html), boh_sanitize_html_report(html) AS r;

-- documents made of pieces of attacks, at random: sanitized once is sanitized for good, and accepted
CREATE TEMP TABLE pieces (number serial, piece text);
INSERT INTO pieces (piece) SELECT unnest(ARRAY[
	'<p>', '</p>', '<b>', '</b>', '<i title=x>', '</i>', '<a href="/x">', '</a>', '<table>', '</table>', '<tr>', '<td>', '</td>', '<caption>', '<col>', '<div>', '</div>', '<ul>', '</ul>', '<li>',
	'<svg>', '</svg>', '<math>', '</math>', '<mtext>', '<mi>', '<foreignObject>', '<annotation-xml encoding="text/html">', '<desc>', '<style>', '</style>', '<title>', '</title>', '<textarea>', '</textarea>',
	'<xmp>', '</xmp>', '<noscript>', '</noscript>', '<template>', '</template>', '<select>', '</select>', '<option>', '<form>', '</form>', '<button>', '</button>', '<script>', '</script>', '<plaintext>',
	'<img src=x onerror=alert(1)>', '<img src="/a.png" alt="', '"', '''', '>', '<', '</', '<!--', '-->', '--!>', '<![CDATA[', ']]>', '<?', '&', '&lt;', '&#60;', '&#x3c', '&amp;lt;', '&nbsp;', '&#0;', '&#13;', E'\n', E'\r', E'\t', E'\f', ' ', '/', '=', '`',
	'<pre>', E'<pre>\n', '</pre>', '<h1>', '</h1>', '<iframe src="https://youtu.be/dQw4w9WgXcQ">', '</iframe>', '<ruby>', '<rt>', '<rp>', '<dl>', '<dd>', '<dt>', '<body onload=x>', '<html>', '<head>', '<frameset>', '<isindex>', '<image src=/x>',
	'<br>', '</br>', '<nobr>', '<object>', '</object>', '<marquee>', '<applet>', '<font>', '</font>', '<center>', '<mglyph>', '<malignmark>', '<a href="javascript:alert(1)">', '<details>', '<summary>', '<p id=content-x class="align-left x">',
	'text', 'ü', '東', E'\u00a0', E'\ufeff', E'\u2028', E'\u0001', '&#99999999999;', '<figure>', '<video src=/v>', '<source src=/s>', '<track>', '</x', '<x y', '<tbody>', '<thead>', '<th>', '<colgroup>', '<search>', '<menu>', '<strike>',
	'<h2 id=x>', '<h2 id="content-x">', '<h3 id="y">', '</h2>', '</h3>', '<b id=content-x>', '<a href="#x">', '<a href="#%78">', '<a href=#y>', '<p style="text-align:center">', '<p style="text-align:left;x" class="align-right language-a">', '<td style="', 'text-align:right', ';', 'class="ql-align-center align-left"', ' id="']);
CREATE FUNCTION pg_temp.random_document(pieces text[], length integer) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(pieces[1 + floor(random() * cardinality(pieces))::integer], '') FROM generate_series(1, length)
$$;
SELECT setseed(0.42);
CREATE TEMP TABLE documents AS
	SELECT n, pg_temp.random_document((SELECT array_agg(piece ORDER BY number) FROM pieces), 2 + n % 40) AS html FROM generate_series(1, 12000) AS n;
CREATE TEMP TABLE sanitized AS SELECT n, html, boh_sanitize_html(html) AS clean FROM documents;
SELECT n, html, clean, boh_sanitize_html(clean) AS again FROM sanitized WHERE boh_sanitize_html(clean) <> clean ORDER BY length(html) LIMIT 3;
SELECT n, html, clean, path, message FROM sanitized, boh_html_errors(clean) ORDER BY length(html) LIMIT 3;
SELECT n, html, clean FROM sanitized
WHERE regexp_replace(clean, '="[^"]*"', '=', 'g') ~* '<(script|style|svg|math|template|noscript|xmp|textarea|title|form|select|object|body)|<[^>]* on'
	OR clean ~* '<[^>]* (href|src|cite|poster|srcset)="\s*javascript' ORDER BY length(html) LIMIT 3;
SELECT count(*) > 11000 AS documents, count(*) FILTER (WHERE clean <> html) > 9000 AS changed, count(*) FILTER (WHERE clean <> '') > 9000 AS left_over FROM sanitized;

-- the report is of that result, and says of the document what boh_html_errors() says of it
SELECT html FROM documents WHERE boh_sanitize_html_report(html) ->> 'html' <> boh_sanitize_html(html) ORDER BY length(html) LIMIT 3;
SELECT html, reported, errors FROM (
	SELECT html, ARRAY(SELECT e.path || ' ' || e.message FROM pg_temp.entries(html) AS e WHERE e.path <> '' ORDER BY 1) AS reported,
		ARRAY(SELECT e.path || ' ' || e.message FROM boh_html_errors(html) AS e WHERE e.path <> '' ORDER BY 1) AS errors
	FROM documents WHERE n <= 4000) AS both_lists
WHERE reported <> errors AND reported <> '{}' ORDER BY length(html) LIMIT 3;
SELECT count(*) FILTER (WHERE ids > 1) > 100 AS several_ids, count(*) FILTER (WHERE ids <> different) AS an_id_twice
FROM sanitized, LATERAL (SELECT count(id), count(DISTINCT id) FROM (
	SELECT substring(regexp_replace(tag[1], ' (?!id=)[a-z-]+="[^"]*"', '', 'g') FROM ' id="([^"]*)"') FROM regexp_matches(clean, '<[^>]*>', 'g') AS tag) AS tags (id)) AS ids (ids, different);

-- what is made to take long, or much: a result or an error
CREATE FUNCTION pg_temp.outcome(html text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; code text; message text; errors text;
BEGIN
	SELECT coalesce(string_agg(e.message, ';'), 'none') INTO errors FROM (SELECT * FROM boh_html_errors(html) LIMIT 1) AS e;
	RETURN CASE WHEN length(boh_sanitize_html(html)) < 10 THEN boh_sanitize_html(html) ELSE 'longer' END || ', ' || errors;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(': ', code, message, detail) || '; ' || errors;
END
$$;
SELECT what, pg_temp.outcome(html) FROM (
	SELECT 1, '100,000 nested tags', repeat('<div>', 100000)
	UNION ALL SELECT 2, '1,500 nested tags', repeat('<div>', 1500) || 'x' || repeat('</div>', 1500)
	UNION ALL SELECT 3, 'nested beside a table', '<table>' || repeat('<div>', 100000)
	UNION ALL SELECT 4, 'nested SVG', repeat('<svg><foreignObject>', 50000)
	UNION ALL SELECT 5, '100,000 paragraphs that repeat formatting', repeat('<b>', 100) || repeat('<p>', 100000)
	UNION ALL SELECT 6, 'formatting that multiplies', '<p>' || string_agg('<b a=' || i || '>', '') || repeat('</p><p>x', 100000) FROM generate_series(1, 1000) AS i
	UNION ALL SELECT 7, 'an attribute of 1 MB', '<p title="' || repeat('x', 1000000) || '">x</p>'
	UNION ALL SELECT 8, 'a URL of 1 MB', '<a href="https://example.com/' || repeat('x', 1000000) || '">x</a>'
	UNION ALL SELECT 9, '100,000 attributes', '<p ' || string_agg('a' || i, ' ') || '>x</p>' FROM generate_series(1, 100000) AS i
	UNION ALL SELECT 10, '1,000 attributes', '<p ' || string_agg('a' || i, ' ') || '>x</p>' FROM generate_series(1, 1000) AS i
	UNION ALL SELECT 11, '500,000 references', repeat('&amp;', 500000)
	UNION ALL SELECT 12, 'a million <', repeat('<', 1000000)
	UNION ALL SELECT 13, 'a million ends of comments', '<!--' || repeat('--!', 1000000)
	UNION ALL SELECT 14, 'a srcset of 100,000 images', '<img src="/x" srcset="' || repeat('/a 1x,', 100000) || '">'
	UNION ALL SELECT 15, '9 MB', '<p>' || repeat('x', 9000000)
	UNION ALL SELECT 16, '9 MB without tags', repeat('x', 9000000)
	UNION ALL SELECT 17, 'more nodes than memory', repeat('<i a>x</i>', 800000)
	UNION ALL SELECT 18, 'a hundred thousand errors', repeat('<p onclick=x>', 100000)
	UNION ALL SELECT 19, '100,000 ids', string_agg('<h2 id=a' || i || '></h2><a href=#a' || i || '></a>', '') FROM generate_series(1, 100000) AS i
	UNION ALL SELECT 20, '100,000 times the same id', repeat('<h2 id=a></h2>', 100000)
	UNION ALL SELECT 21, 'a style of 1 MB', '<p style="' || repeat('text-align:(;);', 70000) || 'text-align:left">x</p>'
	UNION ALL SELECT 22, 'an id at the bottom of 1,500 tags', repeat('<div>', 1500) || '<a href=#x>x</a><h2 id=x>x</h2>' || repeat('</div>', 1500)
	) AS documents (number, what, html) ORDER BY number;
SELECT count(*) AS most_errors FROM boh_html_errors(repeat('<p onclick=x>', 100000));
SELECT r -> 'truncated' AS truncated, jsonb_array_length(r -> 'removed') AS most_entries, length(r ->> 'html') FROM boh_sanitize_html_report(repeat('<p onclick=x>', 100000)) AS r;
SET statement_timeout = '100ms';
SELECT length(boh_sanitize_html(repeat('<p>x</p>', 1000000)));
RESET statement_timeout;
SELECT count(*) AS left_behind FROM pg_backend_memory_contexts WHERE name LIKE 'boh HTML%';

-- what is accepted is all kept, every tag of it
INSERT INTO documents SELECT 12000 + n, pg_temp.random_document(ARRAY['text', ' ', '&amp;', 'é', '<b>', '</b>', '<p>', '</p>', '<br>', '<hr/>', '<ul><li>', '</ul>', '<li>', '<table><tr><td>',
	'</table>', '<td>', '<tr>', '<div>', '</div>', '<a href=/x>', '</a>', '<h1>', '</h1>', '<i title="<">', '</i>', '<img src=/a.png>', E'<pre>\n', '</pre>'], 1 + n % 12)
	FROM generate_series(1, 5000) AS n;
CREATE TEMP TABLE accepted AS
	SELECT html, boh_sanitize_html(html) AS clean FROM documents WHERE NOT EXISTS (SELECT FROM boh_html_errors(html));
SELECT count(*) > 200 AS accepted, count(*) FILTER (WHERE clean <> html) > 100 AS written_otherwise FROM accepted;
SELECT html, clean FROM accepted
WHERE regexp_count(html, '<[a-zA-Z]') > regexp_count(clean, '<[a-z]') OR EXISTS (SELECT FROM boh_html_errors(clean)) ORDER BY length(html) LIMIT 3;

-- the format of JSON Schema says the same
SELECT count(*) AS differ FROM documents
WHERE boh_json_valid('{"format": "boh-html"}', to_jsonb(html)) = EXISTS (SELECT FROM boh_html_errors(html));
SELECT * FROM boh_json_errors('{"properties": {"content": {"type": "string", "format": "boh-html"}}}', '{"content": "<p onclick=\"x\">y</p>"}');
SELECT id, boh_json_valid('{"format": "boh-html"}', to_jsonb(format('<h2 id="%s">x</h2><p id="content-b">y</p>', id))) AS valid FROM unnest('{content-a,content-b,a}'::text[]) AS id;
SELECT boh_sanitize_html(NULL) IS NULL AND NOT EXISTS (SELECT FROM boh_html_errors(NULL)) AS strict;
