-- Shows of an article's page, by day: neither who nor when within the day.
CREATE TABLE view_day (
	docket     TEXT NOT NULL,
	day        TEXT NOT NULL,
	views      BIGINT NOT NULL,
	served     BIGINT NOT NULL,
	suspicious BIGINT NOT NULL,
	PRIMARY KEY (docket, day)
);

-- What an older site had counted, and which site.
CREATE TABLE view_base (
	docket TEXT PRIMARY KEY,
	views  BIGINT NOT NULL,
	source TEXT NOT NULL
);
