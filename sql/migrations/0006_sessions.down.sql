-- Back to version 5.

DROP TABLE session_keys;
COMMENT ON COLUMN users.role IS 'What the account may do.';
