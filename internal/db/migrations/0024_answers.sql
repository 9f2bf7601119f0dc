-- The one-time links by which an institution answers. Hash is the SHA-256 of what
-- stands in the letter. A link that was used names the act that used it.
CREATE TABLE answer_link (
	hash        TEXT PRIMARY KEY,
	id          TEXT NOT NULL UNIQUE,
	docket      TEXT NOT NULL REFERENCES shortcoming (docket),
	institution TEXT NOT NULL,
	made        TEXT NOT NULL,
	ends        TEXT NOT NULL,
	used        TEXT,
	act         TEXT NOT NULL,
	paper       TEXT NOT NULL
); -- unordered
CREATE INDEX answer_link_docket ON answer_link (docket);

-- What was said about a shortcoming: by an institution, by the group, by anybody.
-- What anybody wrote is public only when a seat has let it through.
CREATE TABLE shortcoming_said (
	docket  TEXT NOT NULL REFERENCES shortcoming (docket),
	n       BIGINT NOT NULL,
	day     TEXT NOT NULL,
	kind    TEXT NOT NULL,
	body    TEXT NOT NULL,
	seat    TEXT NOT NULL,
	lang    TEXT NOT NULL,
	text    TEXT NOT NULL,
	until   TEXT,
	shown   BOOLEAN NOT NULL,
	decided TEXT NOT NULL,
	PRIMARY KEY (docket, n)
);
CREATE INDEX shortcoming_said_open ON shortcoming_said (decided, kind);

-- Letters that went out, without the links that were in them.
CREATE TABLE letter_out (
	id          TEXT PRIMARY KEY,
	body        TEXT NOT NULL,
	docket      TEXT NOT NULL REFERENCES shortcoming (docket),
	n           BIGINT NOT NULL,
	institution TEXT NOT NULL,
	name_kk     TEXT NOT NULL,
	name_ru     TEXT NOT NULL,
	kind        TEXT NOT NULL,
	day         TEXT NOT NULL,
	due         TEXT,
	address     TEXT NOT NULL,
	bounced     TEXT,
	subject_kk  TEXT NOT NULL,
	subject_ru  TEXT NOT NULL,
	text_kk     TEXT NOT NULL,
	text_ru     TEXT NOT NULL,
	UNIQUE (docket, n)
);
CREATE INDEX letter_out_body ON letter_out (body, day, id);
