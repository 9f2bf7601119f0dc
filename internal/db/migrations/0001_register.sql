-- Public acts that wait to be appended to the register. Place keeps apart what
-- one transaction staged at one moment.
CREATE TABLE register_staged (
	id     TEXT PRIMARY KEY,
	staged TIMESTAMPTZ NOT NULL,
	place  BIGINT NOT NULL,
	entry  BYTEA NOT NULL
);

CREATE INDEX register_staged_order ON register_staged (staged, place);

-- Sealed entries that wait to be appended. Nothing here is finer than the day,
-- and the key is the hash of the entry, so that a row does not tell when within
-- its day a reporter wrote.
CREATE TABLE register_sealed (
	id    TEXT PRIMARY KEY,
	day   TEXT NOT NULL,
	entry BYTEA NOT NULL
); -- unordered

-- The entries, numbered from 0. Act is empty for sealed ones.
CREATE TABLE register_entry (
	n     BIGINT PRIMARY KEY,
	leaf  BYTEA NOT NULL,
	act   TEXT NOT NULL,
	entry BYTEA NOT NULL
);

CREATE INDEX register_entry_leaf ON register_entry (leaf);

CREATE INDEX register_entry_act ON register_entry (act, n);

-- The Merkle tree in the tiles in which it is served (c2sp.org/tlog-tiles). Only
-- the last tile of a level may have fewer than 256 hashes.
CREATE TABLE register_tile (
	level  BIGINT NOT NULL,
	n      BIGINT NOT NULL,
	hashes BYTEA NOT NULL,
	PRIMARY KEY (level, n)
);

-- Every checkpoint that was ever signed, one for each size.
CREATE TABLE register_checkpoint (
	size BIGINT PRIMARY KEY,
	note TEXT NOT NULL
);
