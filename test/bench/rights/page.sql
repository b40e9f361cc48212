-- a page, as everybody reads it
\set page random(1, 1000)
SELECT boh_page('page-' || :page);
