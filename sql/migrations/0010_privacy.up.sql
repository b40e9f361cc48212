-- Personal data: what columns hold, consents, erased accounts.

-- Accounts that were erased before a step back to version 9 are known by their form.
-- Rows are rewritten rather than updated: no trigger, policy or updated_at minds.
ALTER TABLE users ADD COLUMN erased_at timestamptz(3);
ALTER TABLE users ALTER COLUMN erased_at TYPE timestamptz(3) USING
	CASE WHEN email = CAST(id AS text) || '@erased.invalid' AND password_hash IS NULL AND name IS NULL AND phone IS NULL THEN deleted_at END;
ALTER TABLE users ADD CONSTRAINT chk_users_erased CHECK (
	CASE WHEN erased_at IS NULL THEN email !~ '@erased[.]invalid$'
	ELSE email = CAST(id AS text) || '@erased.invalid' AND deleted_at IS NOT NULL
		AND password_hash IS NULL AND name IS NULL AND phone IS NULL END);
COMMENT ON COLUMN users.erased_at IS 'When the person was erased, see boh_erase_user(); NULL: not.';
COMMENT ON CONSTRAINT chk_users_erased ON users IS 'An erased account stays closed and empty, and no other has an address of that form.';

CREATE TRIGGER boh_users_keep_traces BEFORE DELETE ON users
	FOR EACH ROW EXECUTE FUNCTION boh_users_keep_traces();
COMMENT ON TRIGGER boh_users_keep_traces ON users IS 'A user to whom other rows refer is erased rather than deleted (23503).';

CREATE TABLE column_classes (
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	table_name text COLLATE "C" NOT NULL,
	column_name text COLLATE "C" NOT NULL,
	class text COLLATE "C" NOT NULL,
	person_column text COLLATE "C",
	CONSTRAINT pk_column_classes PRIMARY KEY (table_name, column_name),
	CONSTRAINT chk_column_classes_class CHECK (class OPERATOR(pg_catalog.=) ANY (CAST('{NEITHER,FINANCIAL,PAYMENT,CUSTOMER,STAFF,CREDENTIAL}' AS text[])))
);
COMMENT ON TABLE column_classes IS 'What columns hold that the owner has added to tables of this schema. Written by boh_classify_column(); only for the owner. boh_column_classes() lists all columns.';
COMMENT ON COLUMN column_classes.created_at IS 'When the column was first classified.';
COMMENT ON COLUMN column_classes.table_name IS 'Name of the table.';
COMMENT ON COLUMN column_classes.column_name IS 'Name of the column.';
COMMENT ON COLUMN column_classes.class IS 'What the column holds: NEITHER (neither personal nor financial), FINANCIAL, PAYMENT (financial, names a payment to its provider), CUSTOMER (personal data of a customer), STAFF (of who runs the site) or CREDENTIAL (a secret).';
COMMENT ON COLUMN column_classes.person_column IS 'Column of the same table with the id of the user to whom the row belongs; NULL: the one that boh knows of its own tables, in others none.';
COMMENT ON CONSTRAINT pk_column_classes ON column_classes IS 'A column is classified once.';
COMMENT ON CONSTRAINT chk_column_classes_class ON column_classes IS 'There are six classes.';

CREATE TABLE consents (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	user_id uuid NOT NULL,
	at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	granted boolean NOT NULL,
	purpose text COLLATE "C" NOT NULL,
	source text NOT NULL,
	wording_version text NOT NULL,
	client_address inet,
	CONSTRAINT pk_consents PRIMARY KEY (id),
	CONSTRAINT uq_consents_user_id_purpose_at UNIQUE (user_id, purpose, at),
	CONSTRAINT fk_consents_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_consents_purpose CHECK (purpose ~ '^[a-z][a-z0-9_.-]{0,99}$'),
	CONSTRAINT chk_consents_source CHECK (length(source) BETWEEN 1 AND 200),
	CONSTRAINT chk_consents_wording_version CHECK (length(wording_version) BETWEEN 1 AND 100)
);
COMMENT ON TABLE consents IS 'To what a person consented, and what they took back. Written by boh_record_consent(); the newest row of a person and purpose counts, and rows never change (BH070). No row means no consent.';
COMMENT ON COLUMN consents.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN consents.user_id IS 'The person.';
COMMENT ON COLUMN consents.at IS 'When it was recorded; later than the rows before it of this person and purpose.';
COMMENT ON COLUMN consents.granted IS 'True: given; false: refused, or taken back.';
COMMENT ON COLUMN consents.purpose IS 'For what, for example analytics or newsletter; 1 to 100 of a-z, 0-9, ".", "_" and "-", with a letter first.';
COMMENT ON COLUMN consents.source IS 'Where the person said so, for example a form or a call, 1 to 200 characters.';
COMMENT ON COLUMN consents.wording_version IS 'Which wording the person was shown, 1 to 100 characters. Keep the wording itself under this name.';
COMMENT ON COLUMN consents.client_address IS 'Network address of the person''s computer; NULL: not known, or erased.';
COMMENT ON CONSTRAINT pk_consents ON consents IS 'One row each time a person decides.';
COMMENT ON CONSTRAINT uq_consents_user_id_purpose_at ON consents IS 'One decision is the newest. Finds it, and serves the foreign key.';
COMMENT ON CONSTRAINT fk_consents_user_id ON consents IS 'Who decided stays known.';
COMMENT ON CONSTRAINT chk_consents_purpose ON consents IS 'A name that programs can compare.';
COMMENT ON CONSTRAINT chk_consents_source ON consents IS 'Not empty, at most 200 characters.';
COMMENT ON CONSTRAINT chk_consents_wording_version ON consents IS 'Not empty, at most 100 characters.';

CREATE TRIGGER boh_consents_keep BEFORE UPDATE OR DELETE ON consents
	FOR EACH ROW EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_consents_keep ON consents IS 'What a person decided is never changed (BH070).';
CREATE TRIGGER boh_consents_keep_all BEFORE TRUNCATE ON consents
	FOR EACH STATEMENT EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_consents_keep_all ON consents IS 'Nobody removes all decisions (BH070).';

CREATE TABLE erasures (
	user_id uuid NOT NULL,
	erased_at timestamptz(3) NOT NULL,
	CONSTRAINT pk_erasures PRIMARY KEY (user_id)
);
COMMENT ON TABLE erasures IS 'Who was erased, by id alone. boh_erasures() returns the list, which boh_reapply_erasures() needs after a backup was restored. Rows never change (BH070).';
COMMENT ON COLUMN erasures.user_id IS 'Id that the person has in users. Not a foreign key, because a restored backup may lack the row.';
COMMENT ON COLUMN erasures.erased_at IS 'When the person was first erased.';
COMMENT ON CONSTRAINT pk_erasures ON erasures IS 'A person is erased once.';

INSERT INTO erasures (user_id, erased_at) SELECT id, erased_at FROM users WHERE erased_at IS NOT NULL;

CREATE TRIGGER boh_erasures_keep BEFORE UPDATE OR DELETE ON erasures
	FOR EACH ROW EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_erasures_keep ON erasures IS 'A list with gaps would bring people back (BH070).';
CREATE TRIGGER boh_erasures_keep_all BEFORE TRUNCATE ON erasures
	FOR EACH STATEMENT EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_erasures_keep_all ON erasures IS 'Nobody removes the list (BH070).';

-- column_classes and erasures are for the owner alone: they get no policies.

ALTER TABLE column_classes ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
