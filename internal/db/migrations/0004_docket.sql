-- What a body has under a number. Days only: a docket may be a matter of the
-- reception, of which nothing finer than a day may be known.
CREATE TABLE docket (
	id      TEXT PRIMARY KEY,
	kind    TEXT NOT NULL,
	body    TEXT NOT NULL REFERENCES body (id),
	region  TEXT NOT NULL,
	topic   TEXT NOT NULL DEFAULT '',
	year    BIGINT NOT NULL,
	n       BIGINT NOT NULL,
	number  TEXT NOT NULL UNIQUE,
	state   TEXT NOT NULL,
	opened  TEXT NOT NULL,
	due     TEXT,
	settled TEXT,
	late    BOOLEAN NOT NULL DEFAULT FALSE,
	UNIQUE (kind, body, year, n)
); -- unordered

CREATE INDEX docket_due ON docket (body, settled, due);

CREATE TABLE docket_step (
	docket  TEXT NOT NULL REFERENCES docket (id),
	n       BIGINT NOT NULL,
	day     TEXT NOT NULL,
	seat    TEXT NOT NULL,
	body    TEXT NOT NULL,
	act     TEXT NOT NULL,
	article TEXT NOT NULL,
	state   TEXT NOT NULL,
	due     TEXT,
	note    TEXT NOT NULL,
	link    BYTEA NOT NULL,
	PRIMARY KEY (docket, n)
); -- unordered
