\set page random(1, 1000)
SELECT boh_page('page-' || :page);
