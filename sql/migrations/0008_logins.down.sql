-- Back to version 7.

DROP TABLE login_counters;
COMMENT ON COLUMN users.password_hash IS 'bcrypt hash, 60 characters, prefix $2a$, $2b$ or $2y$; anything else is refused, so that a password cannot be stored as plain text. NULL: the account signs in without a password.';
COMMENT ON TRIGGER boh_users_check ON users IS 'Stores the address in lower case and normal form, refuses a password_hash that is not a hash without showing it, sets updated_at.';
