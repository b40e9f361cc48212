\set page random(1, 1000)
SELECT page FROM bare_pages WHERE slug = 'page-' || :page;
