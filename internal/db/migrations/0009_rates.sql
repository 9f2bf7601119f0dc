-- Official rates, each for its own day. Value is tenge for quant units, in
-- ten-thousandths of a tenge: money is never a float.
CREATE TABLE rate (
	code  TEXT NOT NULL,
	day   TEXT NOT NULL,
	value BIGINT NOT NULL,
	quant BIGINT NOT NULL,
	PRIMARY KEY (code, day)
);
CREATE INDEX rate_day ON rate (day, code);

-- Feeds of which nothing was taken, and why.
CREATE TABLE rate_refusal (
	id     TEXT PRIMARY KEY,
	at     TIMESTAMPTZ NOT NULL,
	source TEXT NOT NULL,
	word   TEXT NOT NULL,
	detail TEXT NOT NULL
);
CREATE INDEX rate_refusal_at ON rate_refusal (at, id);

-- What the bank was asked last, so that it is asked no more than needed.
CREATE TABLE rate_fetch (
	address  TEXT PRIMARY KEY,
	etag     TEXT NOT NULL,
	failures BIGINT NOT NULL,
	again    TIMESTAMPTZ NOT NULL
);
