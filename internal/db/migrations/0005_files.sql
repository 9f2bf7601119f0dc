-- Sealed bytes in pieces. A file that isn't kept yet is an upload under way; it
-- is forgotten some days after the day it was begun on.
CREATE TABLE file (
	id     TEXT PRIMARY KEY,
	size   BIGINT NOT NULL,
	pieces BIGINT NOT NULL,
	begun  TEXT
); -- unordered

CREATE TABLE file_piece (
	file  TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
	n     BIGINT NOT NULL,
	bytes BYTEA NOT NULL,
	PRIMARY KEY (file, n)
); -- unordered
