-- What maintenance does every minute: it ends holds that ran out and events that are over,
-- and brings statistics up to date.
DO $$
DECLARE
	rows integer := 1;
BEGIN
	WHILE rows > 0 LOOP
		rows := public.boh_expire_bookings(10000) + public.boh_complete_events(10000);
		COMMIT;
	END LOOP;
END $$;
DO $$
DECLARE
	rows integer := 1;
BEGIN
	IF to_regproc('public.boh_update_statistics') IS NOT NULL THEN
		WHILE rows > 0 LOOP
			rows := public.boh_update_statistics(1000000);
			COMMIT;
		END LOOP;
	END IF;
END $$;
