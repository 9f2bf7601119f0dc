-- What was done and waits to be appended to the register. A sealed entry has no
-- moment, only the day on which it is due: its place in this table must not
-- tell when its reporter wrote, so it is found by its hash and by nothing else.
CREATE TABLE register_staged (
	id    TEXT PRIMARY KEY,
	entry BYTEA NOT NULL,
	due   TIMESTAMPTZ
);

CREATE INDEX register_staged_due ON register_staged (due);

CREATE TABLE register_entry (
	n     BIGINT PRIMARY KEY,
	entry BYTEA NOT NULL,
	leaf  BYTEA NOT NULL
);

CREATE INDEX register_entry_leaf ON register_entry (leaf);

-- The hashes of the tree in the order of tlog.StoredHashIndex.
CREATE TABLE register_hash (
	n    BIGINT PRIMARY KEY,
	hash BYTEA NOT NULL
);

CREATE TABLE register_checkpoint (
	size BIGINT PRIMARY KEY,
	note TEXT NOT NULL
);
