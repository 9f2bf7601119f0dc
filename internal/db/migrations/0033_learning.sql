-- A course as the office works on it (material, as JSON; edited counts its
-- changes), and which version the public sees, 0 before there is one. Certify
-- says that whoever passes may have a certificate.
CREATE TABLE course (
	docket    TEXT PRIMARY KEY REFERENCES docket (id),
	slug      TEXT NOT NULL UNIQUE,
	material  TEXT NOT NULL,
	edited    BIGINT NOT NULL,
	published BIGINT NOT NULL,
	certify   BOOLEAN NOT NULL
);

-- A version is what was taught from a day on, and stays as it is.
CREATE TABLE course_version (
	docket   TEXT NOT NULL REFERENCES course (docket),
	n        BIGINT NOT NULL,
	day      TEXT NOT NULL,
	seat     TEXT NOT NULL,
	note     TEXT NOT NULL,
	material TEXT NOT NULL,
	digest   TEXT NOT NULL,
	PRIMARY KEY (docket, n)
);

-- An attempt at a test. It is by a seat, or by nobody known, and is forgotten
-- after the day on which it may still be used. Score is a percentage, -1 before
-- it was marked.
CREATE TABLE course_attempt (
	id      TEXT PRIMARY KEY,
	docket  TEXT NOT NULL REFERENCES course (docket),
	version BIGINT NOT NULL,
	seat    TEXT NOT NULL,
	day     TEXT NOT NULL,
	seed    BIGINT NOT NULL,
	score   BIGINT NOT NULL,
	code    TEXT NOT NULL
);
CREATE INDEX course_attempt_of ON course_attempt (docket, day, seat);

-- How many attempts there were, and how many passed: numbers, of nobody.
CREATE TABLE course_tally (
	docket  TEXT NOT NULL REFERENCES course (docket),
	version BIGINT NOT NULL,
	day     TEXT NOT NULL,
	tried   BIGINT NOT NULL,
	passed  BIGINT NOT NULL,
	issued  BIGINT NOT NULL,
	PRIMARY KEY (docket, version, day)
);

-- What a seat has passed, with the best score.
CREATE TABLE course_pass (
	docket  TEXT NOT NULL REFERENCES course (docket),
	version BIGINT NOT NULL,
	seat    TEXT NOT NULL,
	day     TEXT NOT NULL,
	score   BIGINT NOT NULL,
	PRIMARY KEY (docket, version, seat)
);

-- A certificate. Holder is a hash of the code and the name on the paper: who has
-- both can have them compared, and nobody can read a name here.
CREATE TABLE certificate (
	code      TEXT PRIMARY KEY,
	docket    TEXT NOT NULL REFERENCES course (docket),
	version   BIGINT NOT NULL,
	day       TEXT NOT NULL,
	score     BIGINT NOT NULL,
	holder    TEXT NOT NULL,
	withdrawn TEXT,
	reason    TEXT NOT NULL
);
