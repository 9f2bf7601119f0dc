-- The decision that a headquarters was founded by, and what it is for.
CREATE TABLE founding (
	body    TEXT PRIMARY KEY REFERENCES body (id),
	number  TEXT NOT NULL,
	day     TEXT NOT NULL,
	by_kk   TEXT NOT NULL,
	by_ru   TEXT NOT NULL,
	by_en   TEXT NOT NULL,
	aims_kk TEXT NOT NULL,
	aims_ru TEXT NOT NULL,
	aims_en TEXT NOT NULL
);

-- A member for a term; until is the first day on which it is over.
CREATE TABLE member (
	id        TEXT PRIMARY KEY,
	body      TEXT NOT NULL REFERENCES body (id),
	category  TEXT NOT NULL,
	head      BOOLEAN NOT NULL,
	name_kk   TEXT NOT NULL,
	name_ru   TEXT NOT NULL,
	name_en   TEXT NOT NULL,
	since     TEXT NOT NULL,
	until     TEXT NOT NULL,
	interests TEXT NOT NULL,
	relieved  TEXT NOT NULL
);
CREATE INDEX member_body ON member (body, since);

-- An item of the work plan. What it is about and its days are in work, its number,
-- state and deadline in docket.
CREATE TABLE plan_item (
	docket        TEXT PRIMARY KEY REFERENCES work (docket),
	seat          TEXT NOT NULL,
	owner         TEXT NOT NULL,
	evidence      TEXT NOT NULL,
	evidence_href TEXT NOT NULL,
	done          BIGINT NOT NULL,
	dropped       TEXT NOT NULL
);

CREATE TABLE plan_partner (
	docket TEXT NOT NULL REFERENCES plan_item (docket),
	body   TEXT NOT NULL REFERENCES body (id),
	PRIMARY KEY (docket, body)
);

CREATE TABLE plan_comment (
	docket TEXT NOT NULL REFERENCES plan_item (docket),
	n      BIGINT NOT NULL,
	body   TEXT NOT NULL,
	seat   TEXT NOT NULL,
	day    TEXT NOT NULL,
	text   TEXT NOT NULL,
	PRIMARY KEY (docket, n)
);
