-- Letters that wait to be sent, or, without a due moment, to be looked at. One
-- that was sent is gone. About is whom or what it is about, so that those who
-- leave take their letters with them.
CREATE TABLE mail_letter (
	id        TEXT PRIMARY KEY,
	about     TEXT NOT NULL,
	posted    TIMESTAMPTZ NOT NULL,
	due       TIMESTAMPTZ,
	lease     TIMESTAMPTZ,
	tries     BIGINT NOT NULL,
	recipient TEXT NOT NULL,
	lang      TEXT NOT NULL,
	subject   TEXT NOT NULL,
	text      TEXT NOT NULL,
	html      TEXT NOT NULL,
	headers   TEXT NOT NULL
); -- unordered
CREATE INDEX mail_due ON mail_letter (due, id);
CREATE INDEX mail_about ON mail_letter (about);

CREATE TABLE mail_file (
	letter  TEXT NOT NULL REFERENCES mail_letter (id),
	n       BIGINT NOT NULL,
	name    TEXT NOT NULL,
	type    TEXT NOT NULL,
	content BYTEA NOT NULL,
	PRIMARY KEY (letter, n)
); -- unordered

-- The SHA-256 of the keys of letters that were posted, so that none goes twice.
CREATE TABLE mail_key (
	key TEXT PRIMARY KEY,
	day TEXT NOT NULL
); -- unordered
CREATE INDEX mail_key_day ON mail_key (day);

-- How many letters went how, by day; nothing else is left of them.
CREATE TABLE mail_count (
	day     TEXT NOT NULL,
	outcome TEXT NOT NULL,
	number  BIGINT NOT NULL,
	PRIMARY KEY (day, outcome)
);

-- Why a letter can't be sent, without the letter and without its address.
CREATE TABLE mail_failure (
	id     TEXT PRIMARY KEY,
	day    TEXT NOT NULL,
	reason TEXT NOT NULL
);
