-- Regions, bodies and seats change their names and their parents: each name
-- and each term has its days. until is the first day on which it no longer
-- holds.
CREATE TABLE region (
	id    TEXT PRIMARY KEY,
	since TEXT NOT NULL,
	until TEXT
);

CREATE TABLE region_code (
	code   TEXT NOT NULL,
	region TEXT NOT NULL REFERENCES region (id),
	since  TEXT NOT NULL,
	until  TEXT,
	PRIMARY KEY (code, since)
);

CREATE TABLE region_name (
	region  TEXT NOT NULL REFERENCES region (id),
	since   TEXT NOT NULL,
	name_kk TEXT NOT NULL,
	name_ru TEXT NOT NULL,
	name_en TEXT NOT NULL,
	in_kk   TEXT NOT NULL,
	in_ru   TEXT NOT NULL,
	in_en   TEXT NOT NULL,
	PRIMARY KEY (region, since)
);

CREATE TABLE body (
	id        TEXT PRIMARY KEY,
	kind      TEXT NOT NULL,
	code      TEXT NOT NULL UNIQUE,
	region    TEXT REFERENCES region (id),
	parent    TEXT REFERENCES body (id),
	since     TEXT NOT NULL,
	until     TEXT,
	successor TEXT REFERENCES body (id)
);

CREATE INDEX body_kind ON body (kind, region);

CREATE TABLE body_name (
	body    TEXT NOT NULL REFERENCES body (id),
	since   TEXT NOT NULL,
	name_kk TEXT NOT NULL,
	name_ru TEXT NOT NULL,
	name_en TEXT NOT NULL,
	PRIMARY KEY (body, since)
);

-- A seat is a person in a body for a term. Its holder makes its keys in their
-- browser when they take it; until then it has an invitation.
CREATE TABLE seat (
	id          TEXT PRIMARY KEY,
	body        TEXT NOT NULL REFERENCES body (id),
	person      TEXT NOT NULL,
	login       TEXT NOT NULL UNIQUE,
	since       TEXT NOT NULL,
	until       TEXT,
	invitation  TEXT UNIQUE,
	login_hash  TEXT,
	recipient   TEXT,
	identity    BYTEA
);

CREATE INDEX seat_body ON seat (body);

CREATE TABLE body_key (
	fingerprint TEXT PRIMARY KEY,
	body        TEXT NOT NULL REFERENCES body (id),
	recipient   TEXT NOT NULL,
	since       TEXT NOT NULL,
	revoked     TEXT
);

CREATE INDEX body_key_body ON body_key (body);

-- The body's identity, sealed to a seat.
CREATE TABLE body_key_wrap (
	fingerprint TEXT NOT NULL REFERENCES body_key (fingerprint),
	seat        TEXT NOT NULL REFERENCES seat (id),
	identity    BYTEA NOT NULL,
	PRIMARY KEY (fingerprint, seat)
);
