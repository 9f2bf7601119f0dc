-- Where what stood at an older address is now: a text, a picture, or another
-- address of the site; one of the three. Source is the older site, empty for a
-- text that was given another address here.
CREATE TABLE news_moved (
	address TEXT PRIMARY KEY,
	docket  TEXT NOT NULL,
	picture TEXT NOT NULL,
	path    TEXT NOT NULL,
	source  TEXT NOT NULL,
	since   TIMESTAMPTZ NOT NULL
);
CREATE INDEX news_moved_docket ON news_moved (docket);

-- What was taken over from an older site, so that it isn't taken over twice. Hash
-- is that of the item as it came.
CREATE TABLE news_taken (
	source TEXT NOT NULL,
	item   TEXT NOT NULL,
	docket TEXT NOT NULL,
	hash   TEXT NOT NULL,
	at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (source, item)
);
