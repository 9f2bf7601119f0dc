-- What an initiative says, as JSON whose hash its steps have; edited counts the
-- changes, pilots is the seat that began the pilot. Closed is how many supported
-- it when that ended, -1 before.
CREATE TABLE initiative (
	docket TEXT PRIMARY KEY REFERENCES docket (id),
	said   TEXT NOT NULL,
	edited BIGINT NOT NULL,
	pilots TEXT NOT NULL,
	closed BIGINT NOT NULL
);

-- An initiative at work in a region.
CREATE TABLE initiative_instance (
	docket     TEXT PRIMARY KEY REFERENCES docket (id),
	initiative TEXT NOT NULL REFERENCES initiative (docket),
	said       TEXT NOT NULL
);
CREATE INDEX initiative_instance_of ON initiative_instance (initiative);

-- Person is a keyed hash of an address, another one for each initiative.
CREATE TABLE initiative_support (
	docket TEXT NOT NULL REFERENCES initiative (docket),
	person TEXT NOT NULL,
	day    TEXT NOT NULL,
	PRIMARY KEY (docket, person)
);

-- What waits for the button behind the link in a letter; token is a hash.
CREATE TABLE initiative_wish (
	token  TEXT PRIMARY KEY,
	docket TEXT NOT NULL REFERENCES initiative (docket),
	person TEXT NOT NULL,
	day    TEXT NOT NULL
);
CREATE INDEX initiative_wish_of ON initiative_wish (person);
