-- Back to version 9.  Erased accounts stay as they are.

DROP TRIGGER boh_users_keep_traces ON users;
DROP TABLE erasures;
DROP TABLE consents;
DROP TABLE column_classes;
ALTER TABLE users
	DROP CONSTRAINT chk_users_erased,
	DROP COLUMN erased_at;
