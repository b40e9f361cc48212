-- Sessions: the keys that sign the tokens of signed-in people.

CREATE TABLE session_keys (
	valid_from timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds', now()),
	valid_to timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds', now()),
	kid text COLLATE "C" NOT NULL,
	algorithm text NOT NULL,
	public_key text NOT NULL,
	issuer text NOT NULL,
	audience text NOT NULL,
	CONSTRAINT pk_session_keys PRIMARY KEY (kid),
	CONSTRAINT chk_session_keys_kid CHECK (kid ~ '^[ -~]{1,200}$'),
	CONSTRAINT chk_session_keys_algorithm CHECK (algorithm IN ('EdDSA', 'ES256', 'RS256')),
	CONSTRAINT chk_session_keys_issuer CHECK (issuer <> ''),
	CONSTRAINT chk_session_keys_audience CHECK (audience <> ''),
	CONSTRAINT chk_session_keys_valid CHECK (valid_from < valid_to)
);
COMMENT ON TABLE session_keys IS 'Public keys of who may sign people in: boh_set_session() accepts tokens that one of them has signed. Only the owner of the table may write it (42501). Several keys can be valid at once, so that an old one can be replaced.';
COMMENT ON COLUMN session_keys.kid IS 'Id of the key, as the header of a token names it (kid), 1 to 200 printable ASCII characters.';
COMMENT ON COLUMN session_keys.algorithm IS 'How the key signs: EdDSA (Ed25519), ES256 or RS256. A token cannot choose another.';
COMMENT ON COLUMN session_keys.public_key IS 'The public key as PEM (BEGIN PUBLIC KEY) or JWK. A private key is refused (23514).';
COMMENT ON COLUMN session_keys.issuer IS 'Who signs with this key: a token must have exactly this iss.';
COMMENT ON COLUMN session_keys.audience IS 'For whom tokens of this key are: a token must have exactly this aud, or an array with it.';
COMMENT ON COLUMN session_keys.valid_from IS 'From when tokens of this key are accepted.';
COMMENT ON COLUMN session_keys.valid_to IS 'From when they are not any more; NULL: no end is set.';
COMMENT ON COLUMN session_keys.created_at IS 'When the row was made.';
COMMENT ON CONSTRAINT pk_session_keys ON session_keys IS 'One key has an id.';
COMMENT ON CONSTRAINT chk_session_keys_kid ON session_keys IS 'Printable ASCII, at most 200 characters.';
COMMENT ON CONSTRAINT chk_session_keys_algorithm ON session_keys IS 'Signatures that need no shared secret.';
COMMENT ON CONSTRAINT chk_session_keys_issuer ON session_keys IS 'Tokens always say who signed them.';
COMMENT ON CONSTRAINT chk_session_keys_audience ON session_keys IS 'Tokens always say for whom they are.';
COMMENT ON CONSTRAINT chk_session_keys_valid ON session_keys IS 'A key begins before it ends.';

CREATE TRIGGER boh_session_keys_guard BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON session_keys
	FOR EACH STATEMENT EXECUTE FUNCTION boh_session_keys_guard();
COMMENT ON TRIGGER boh_session_keys_guard ON session_keys IS 'Only roles with the owner''s rights may write keys (42501).';
CREATE TRIGGER boh_session_keys_check BEFORE INSERT OR UPDATE ON session_keys
	FOR EACH ROW EXECUTE FUNCTION boh_session_keys_check();
COMMENT ON TRIGGER boh_session_keys_check ON session_keys IS 'The key is public, sound and one for the algorithm (23514).';
CREATE TRIGGER boh_session_keys_changed AFTER INSERT OR UPDATE OR DELETE ON session_keys
	FOR EACH ROW EXECUTE FUNCTION boh_session_keys_changed();
COMMENT ON TRIGGER boh_session_keys_changed ON session_keys IS 'Makes connections forget the keys that they keep.';
CREATE TRIGGER boh_session_keys_changed_all AFTER TRUNCATE ON session_keys
	FOR EACH STATEMENT EXECUTE FUNCTION boh_session_keys_changed();
COMMENT ON TRIGGER boh_session_keys_changed_all ON session_keys IS 'Makes connections forget all keys.';
-- Replicas must forget, too.
ALTER TABLE session_keys ENABLE ALWAYS TRIGGER boh_session_keys_changed;
ALTER TABLE session_keys ENABLE ALWAYS TRIGGER boh_session_keys_changed_all;

COMMENT ON COLUMN users.role IS 'What the user may do. Read by boh_set_session() each time it is called.';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the person of the session, without a session the setting boh.user_id, or else the page''s author.';
