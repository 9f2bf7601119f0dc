-- What everybody may find, as it is shown. A number is its place in the lists of
-- its words: 0 while they stand in words alone, -1 before they are known. Since
-- is from when on it is public.
CREATE TABLE search_document (
	id      BIGINT PRIMARY KEY,
	number  BIGINT NOT NULL,
	kind    TEXT NOT NULL,
	thing   TEXT NOT NULL,
	lang    TEXT NOT NULL,
	region  TEXT NOT NULL,
	day     TEXT,
	since   TIMESTAMPTZ NOT NULL,
	path    TEXT NOT NULL,
	title   TEXT NOT NULL,
	summary TEXT NOT NULL,
	text    TEXT NOT NULL,
	hash    TEXT NOT NULL,
	words   BYTEA NOT NULL
);
CREATE INDEX search_document_number ON search_document (number, since);
CREATE INDEX search_document_thing ON search_document (kind, thing);

-- In which documents of a block a word is, and how much it weighs there: two
-- bytes of place and one of weight for each.
CREATE TABLE search_list (
	term  TEXT NOT NULL,
	block BIGINT NOT NULL,
	data  BYTEA NOT NULL,
	PRIMARY KEY (term, block)
);

-- What filters and order need of the documents of a block.
CREATE TABLE search_place (
	block BIGINT PRIMARY KEY,
	data  BYTEA NOT NULL
);

-- Numbers whose document is gone or has become another.
CREATE TABLE search_gone (
	number BIGINT PRIMARY KEY
);

-- The kinds and regions of documents, by the hash that stands in their place.
CREATE TABLE search_name (
	hash BIGINT PRIMARY KEY,
	name TEXT NOT NULL
);

-- One row: by which rules the lists were made, and how often they changed; what
-- is kept of them in memory is of one change.
CREATE TABLE search_state (
	id      BIGINT PRIMARY KEY,
	rules   BIGINT NOT NULL,
	changes BIGINT NOT NULL
);
INSERT INTO search_state (id, rules, changes) VALUES (1, 0, 0);

-- From which areas everything is in the index, and in which form they gave it.
CREATE TABLE search_source (
	name    TEXT PRIMARY KEY,
	version BIGINT NOT NULL
);
