-- Official rates, each for its own day. Value is tenge for quant units, in
-- ten-thousandths of a tenge: money is never a float. Source is the address or
-- the file that it came from, at when.
CREATE TABLE rate (
	code   TEXT NOT NULL,
	day    TEXT NOT NULL,
	value  BIGINT NOT NULL,
	quant  BIGINT NOT NULL,
	source TEXT NOT NULL,
	at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (code, day)
);
CREATE INDEX rate_on ON rate (day, code);

-- Days of which the bank's answer is known, or that it was asked about so many
-- times without one: an empty answer is an answer.
CREATE TABLE rate_probe (
	day      TEXT PRIMARY KEY,
	answered BOOLEAN NOT NULL,
	tries    BIGINT NOT NULL
);

-- Feeds of which nothing was taken, and why.
CREATE TABLE rate_refusal (
	id     TEXT PRIMARY KEY,
	at     TIMESTAMPTZ NOT NULL,
	source TEXT NOT NULL,
	word   TEXT NOT NULL,
	detail TEXT NOT NULL
);
CREATE INDEX rate_refusal_at ON rate_refusal (at, id);

-- What the bank was asked last, so that it is asked no more than needed. The
-- marks are those of the answer for the day; failure is the word of what went
-- wrong, empty if nothing did.
CREATE TABLE rate_fetch (
	address  TEXT PRIMARY KEY,
	day      TEXT,
	etag     TEXT NOT NULL,
	modified TEXT NOT NULL,
	failures BIGINT NOT NULL,
	failure  TEXT NOT NULL,
	asked    TIMESTAMPTZ NOT NULL,
	again    TIMESTAMPTZ NOT NULL
);
