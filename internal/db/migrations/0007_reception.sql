-- What a person brought. Nothing here says when, beyond the day in the docket
-- and in the letters, or who: mailbox is a hash of what only the reporter has.
CREATE TABLE matter (
	id         TEXT PRIMARY KEY,
	docket     TEXT NOT NULL UNIQUE REFERENCES docket (id),
	mailbox    TEXT NOT NULL UNIQUE,
	recipient  TEXT NOT NULL,
	sealed     TEXT NOT NULL,
	channel    TEXT NOT NULL,
	commitment TEXT NOT NULL,
	competence TEXT NOT NULL DEFAULT '',
	offered    BOOLEAN NOT NULL DEFAULT FALSE
); -- unordered

-- The matter's identity, sealed to who may open it: a body or the reporter.
-- Destroying these rows destroys the matter.
CREATE TABLE matter_key (
	matter      TEXT NOT NULL REFERENCES matter (id),
	holder      TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	identity    BYTEA NOT NULL,
	PRIMARY KEY (matter, holder)
); -- unordered

CREATE TABLE matter_receipt (
	docket TEXT PRIMARY KEY REFERENCES docket (id),
	file   BYTEA NOT NULL
); -- unordered

CREATE TABLE letter (
	matter TEXT NOT NULL REFERENCES matter (id),
	n      BIGINT NOT NULL,
	kind   TEXT NOT NULL,
	day    TEXT NOT NULL,
	sealed TEXT NOT NULL,
	file   TEXT REFERENCES file (id),
	size   BIGINT NOT NULL,
	digest TEXT NOT NULL,
	PRIMARY KEY (matter, n)
); -- unordered
