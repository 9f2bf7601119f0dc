-- An article is what its texts share; each language has a text of its own, with
-- its own docket, address and publication.
CREATE TABLE article (
	id      TEXT PRIMARY KEY,
	body    TEXT NOT NULL,
	rubric  TEXT NOT NULL,
	region  TEXT NOT NULL,
	picture TEXT NOT NULL,
	byline  TEXT NOT NULL,
	source  TEXT NOT NULL
);
CREATE INDEX article_body ON article (body);

-- A text as the office works on it. Revision is the newest one; origin is the
-- text it was translated from, and the version of that which was translated.
CREATE TABLE article_text (
	docket         TEXT PRIMARY KEY REFERENCES docket (id),
	article        TEXT NOT NULL REFERENCES article (id),
	lang           TEXT NOT NULL,
	revision       BIGINT NOT NULL,
	origin         TEXT NOT NULL,
	origin_version BIGINT NOT NULL,
	UNIQUE (article, lang)
);

CREATE TABLE revision (
	docket TEXT NOT NULL REFERENCES article_text (docket),
	n      BIGINT NOT NULL,
	at     TIMESTAMPTZ NOT NULL,
	seat   TEXT NOT NULL,
	title  TEXT NOT NULL,
	lead   TEXT NOT NULL,
	text   TEXT NOT NULL,
	tags   TEXT NOT NULL,
	note   TEXT NOT NULL,
	PRIMARY KEY (docket, n)
);

-- What an editor's page saved by itself, and that they are at it.
CREATE TABLE autosave (
	docket TEXT NOT NULL REFERENCES article_text (docket),
	seat   TEXT NOT NULL,
	base   BIGINT NOT NULL,
	at     TIMESTAMPTZ NOT NULL,
	title  TEXT NOT NULL,
	lead   TEXT NOT NULL,
	text   TEXT NOT NULL,
	tags   TEXT NOT NULL,
	PRIMARY KEY (docket, seat)
);

-- What the public reads, and nothing else. A row of a moment to come is
-- scheduled; one with a reason was withdrawn.
CREATE TABLE publication (
	docket    TEXT PRIMARY KEY REFERENCES article_text (docket),
	article   TEXT NOT NULL,
	lang      TEXT NOT NULL,
	slug      TEXT NOT NULL,
	year      BIGINT NOT NULL,
	month     BIGINT NOT NULL,
	day       TEXT NOT NULL,
	published TIMESTAMPTZ NOT NULL,
	changed   TIMESTAMPTZ NOT NULL,
	rubric    TEXT NOT NULL,
	region    TEXT NOT NULL,
	picture   TEXT NOT NULL,
	body      TEXT NOT NULL,
	author    TEXT NOT NULL,
	version   BIGINT NOT NULL,
	minutes   BIGINT NOT NULL,
	title     TEXT NOT NULL,
	lead      TEXT NOT NULL,
	withdrawn TEXT NOT NULL
);
CREATE UNIQUE INDEX publication_address ON publication (lang, year, month, slug);
CREATE INDEX publication_article ON publication (article);
CREATE INDEX publication_news ON publication (lang, published, docket);
CREATE INDEX publication_rubric ON publication (lang, rubric, published, docket);
CREATE INDEX publication_region ON publication (lang, region, published, docket);

CREATE TABLE publication_tag (
	lang      TEXT NOT NULL,
	tag       TEXT NOT NULL,
	published TIMESTAMPTZ NOT NULL,
	docket    TEXT NOT NULL REFERENCES publication (docket),
	name      TEXT NOT NULL,
	PRIMARY KEY (docket, tag)
);
CREATE INDEX publication_tag_news ON publication_tag (lang, tag, published, docket);

-- Every text that was ever public, for the log of corrections.
CREATE TABLE version (
	docket   TEXT NOT NULL REFERENCES publication (docket),
	n        BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	at       TIMESTAMPTZ NOT NULL,
	note     TEXT NOT NULL,
	title    TEXT NOT NULL,
	lead     TEXT NOT NULL,
	text     TEXT NOT NULL,
	PRIMARY KEY (docket, n)
);
