-- The directory: which institutions there are, and who answers for what. The
-- token is drawn anew with every change: what is kept of the directory in memory
-- is of one token.
CREATE TABLE directory_state (
	id    BIGINT PRIMARY KEY,
	token TEXT NOT NULL
);
INSERT INTO directory_state (id, token) VALUES (1, '');

CREATE TABLE institution_kind (
	id      TEXT PRIMARY KEY,
	name_kk TEXT NOT NULL,
	name_ru TEXT NOT NULL,
	name_en TEXT NOT NULL
);

CREATE TABLE district (
	id      TEXT PRIMARY KEY,
	region  TEXT NOT NULL,
	name_kk TEXT NOT NULL,
	name_ru TEXT NOT NULL,
	name_en TEXT NOT NULL
);

-- Words are those in which people say it, separated by commas.
CREATE TABLE topic (
	id       TEXT PRIMARY KEY,
	parent   TEXT NOT NULL,
	name_kk  TEXT NOT NULL,
	name_ru  TEXT NOT NULL,
	name_en  TEXT NOT NULL,
	words_kk TEXT NOT NULL,
	words_ru TEXT NOT NULL,
	words_en TEXT NOT NULL
);

-- An institution that has seats on the platform is the body of the same id.
-- Refused is the day on which its mailbox turned a letter away; until is the
-- first day on which it is no more.
CREATE TABLE institution (
	id         TEXT PRIMARY KEY,
	kind       TEXT NOT NULL REFERENCES institution_kind (id),
	until      TEXT,
	successor  TEXT NOT NULL,
	email      TEXT NOT NULL,
	address_kk TEXT NOT NULL,
	address_ru TEXT NOT NULL,
	address_en TEXT NOT NULL,
	lat        DOUBLE PRECISION,
	lon        DOUBLE PRECISION,
	clock      TEXT NOT NULL,
	refused    TEXT
);

-- What an institution is called, and where it belongs, from a day on.
CREATE TABLE institution_style (
	institution TEXT NOT NULL REFERENCES institution (id),
	since       TEXT NOT NULL,
	name_kk     TEXT NOT NULL,
	name_ru     TEXT NOT NULL,
	name_en     TEXT NOT NULL,
	short_kk    TEXT NOT NULL,
	short_ru    TEXT NOT NULL,
	short_en    TEXT NOT NULL,
	in_kk       TEXT NOT NULL,
	in_ru       TEXT NOT NULL,
	in_en       TEXT NOT NULL,
	region      TEXT NOT NULL,
	district    TEXT NOT NULL,
	superior    TEXT NOT NULL,
	PRIMARY KEY (institution, since)
);

CREATE TABLE competence (
	institution TEXT NOT NULL REFERENCES institution (id),
	topic       TEXT NOT NULL REFERENCES topic (id),
	region      TEXT NOT NULL,
	district    TEXT NOT NULL,
	since       TEXT NOT NULL,
	until       TEXT,
	basis       TEXT NOT NULL,
	PRIMARY KEY (institution, topic, region, district, since)
);

-- What somebody proposes to change in the directory. Changes is JSON: a list of
-- columns with what stood there and what is proposed. Its docket has its number
-- and state; nothing of who proposed it is kept.
CREATE TABLE correction (
	docket      TEXT PRIMARY KEY REFERENCES docket (id),
	institution TEXT NOT NULL REFERENCES institution (id),
	lang        TEXT NOT NULL,
	changes     TEXT NOT NULL,
	since       TEXT,
	reason      TEXT NOT NULL,
	source      TEXT NOT NULL,
	decided     TEXT,
	note        TEXT NOT NULL
);
CREATE INDEX correction_institution ON correction (institution, decided);
CREATE INDEX correction_decided ON correction (decided);
