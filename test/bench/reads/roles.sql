DO $$ BEGIN
	IF to_regrole('bench_app') IS NULL THEN CREATE ROLE bench_app LOGIN; END IF;
	IF to_regrole('bench_admin') IS NULL THEN CREATE ROLE bench_admin LOGIN; END IF;
END $$;
