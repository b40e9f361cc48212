-- title: settings of a group
-- budget: 2
-- boh
SELECT 'settings' AS variant, 'bench_app' AS role, NULL::uuid AS person, i,
	format('SELECT boh_settings(%L);', (enum_range(NULL::boh.setting_group))[1 + i % 5]) AS call
FROM i;
-- orm
SELECT 'settings' AS variant, 'bench_admin' AS role, a.id AS person, i,
	format('SELECT * FROM boh.site_settings WHERE setting_group = %L;', (enum_range(NULL::boh.setting_group))[1 + i % 5]) AS call
FROM i, bench.admin a;
