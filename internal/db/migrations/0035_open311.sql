-- Programs that pass on what people saw (Open311). A key is shown once; kept is
-- the SHA-256 of its secret part.
CREATE TABLE program_key (
	id         TEXT PRIMARY KEY,
	body       TEXT NOT NULL,
	name       TEXT NOT NULL,
	hash       TEXT NOT NULL,
	made       TEXT NOT NULL,
	seat       TEXT NOT NULL,
	revoked    TEXT,
	revoked_by TEXT NOT NULL
);
CREATE INDEX program_key_body ON program_key (body, made);

-- What somebody saw, beside its docket, until a seat decides: then its words, its
-- place and its answers are emptied. There is no column for who it was. Token is
-- the SHA-256 of what the program was given; shortcoming is what came of it.
CREATE TABLE signal (
	docket      TEXT PRIMARY KEY REFERENCES docket (id),
	token       TEXT NOT NULL UNIQUE,
	program     TEXT NOT NULL REFERENCES program_key (id),
	campaign    TEXT NOT NULL REFERENCES campaign (docket),
	item        TEXT NOT NULL,
	institution TEXT NOT NULL,
	lang        TEXT NOT NULL,
	description TEXT NOT NULL,
	address     TEXT NOT NULL,
	media       TEXT NOT NULL,
	answers     TEXT NOT NULL,
	lat         DOUBLE PRECISION,
	lon         DOUBLE PRECISION,
	shortcoming TEXT NOT NULL,
	reason      TEXT NOT NULL
);
CREATE INDEX signal_shortcoming ON signal (shortcoming);
CREATE INDEX signal_program ON signal (program);

-- Updates that programs sent, so that one that is sent twice counts once. The id
-- is made of what came with the program's secret, and so tells nothing of it.
CREATE TABLE signal_update (
	id      TEXT PRIMARY KEY,
	program TEXT NOT NULL,
	docket  TEXT NOT NULL,
	day     TEXT NOT NULL
); -- unordered
CREATE INDEX signal_update_day ON signal_update (program, day);

-- When a public step was taken, for programs that ask for what is new since an
-- hour ago. Steps of the public's own have none.
CREATE TABLE shortcoming_moment (
	docket TEXT NOT NULL REFERENCES shortcoming (docket),
	n      BIGINT NOT NULL,
	act    TEXT NOT NULL,
	at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (docket, n)
);
CREATE INDEX shortcoming_moment_at ON shortcoming_moment (at);
