-- Back to version 5.

DROP TABLE session_keys;
COMMENT ON COLUMN users.role IS 'What the account may do.';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the setting boh.user_id, or else the page''s author.';
