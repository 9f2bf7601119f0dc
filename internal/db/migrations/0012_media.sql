-- A picture of the media library. Hash is the SHA-256 of the file as it came,
-- which is kept nowhere; served names what is served, and is the beginning of the
-- SHA-256 of its widest JPEG. What was withdrawn has a reason and no bytes.
CREATE TABLE picture (
	id         TEXT PRIMARY KEY,
	body       TEXT NOT NULL,
	hash       TEXT NOT NULL,
	served     TEXT NOT NULL,
	look       TEXT NOT NULL,
	width      BIGINT NOT NULL,
	height     BIGINT NOT NULL,
	name       TEXT NOT NULL,
	added      TIMESTAMPTZ NOT NULL,
	seat       TEXT NOT NULL,
	taken      TEXT,
	source     TEXT NOT NULL,
	licence    TEXT NOT NULL,
	alt_kk     TEXT NOT NULL,
	alt_ru     TEXT NOT NULL,
	alt_en     TEXT NOT NULL,
	caption_kk TEXT NOT NULL,
	caption_ru TEXT NOT NULL,
	caption_en TEXT NOT NULL,
	credit_kk  TEXT NOT NULL,
	credit_ru  TEXT NOT NULL,
	credit_en  TEXT NOT NULL,
	withdrawn  TEXT NOT NULL
);
CREATE UNIQUE INDEX picture_hash ON picture (body, hash);
CREATE INDEX picture_served ON picture (served);

CREATE TABLE picture_size (
	picture TEXT NOT NULL REFERENCES picture (id),
	width   BIGINT NOT NULL,
	kind    TEXT NOT NULL,
	height  BIGINT NOT NULL,
	bytes   BYTEA NOT NULL,
	PRIMARY KEY (picture, width, kind)
);

-- Which text has which pictures: version 0 is the text as the office works on
-- it, the others are those that were ever public.
CREATE TABLE picture_use (
	docket  TEXT NOT NULL,
	version BIGINT NOT NULL,
	picture TEXT NOT NULL,
	PRIMARY KEY (docket, version, picture)
);
CREATE INDEX picture_use_of ON picture_use (picture);
CREATE INDEX article_picture ON article (picture);
CREATE INDEX publication_picture ON publication (picture);
