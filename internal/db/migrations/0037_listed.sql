-- What the public lists are read by, kept by each act itself. A shortcoming stands
-- once under each way to narrow a list that leads to it: facet is that way as the
-- first eight bytes of its SHA-256, published the day by its number.
CREATE TABLE listed (
	facet     BIGINT NOT NULL,
	published BIGINT NOT NULL,
	docket    TEXT NOT NULL,
	PRIMARY KEY (facet, published, docket)
); -- unordered

-- What of a shortcoming is listed and counted at present, so that the next act can
-- take it back.
CREATE TABLE listed_as (
	docket TEXT PRIMARY KEY,
	entry  TEXT NOT NULL
); -- unordered

-- What figures are reckoned of: how often a mark was made in a part of all
-- shortcomings, such as those of one institution.
CREATE TABLE tally (
	part TEXT NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	day  BIGINT NOT NULL,
	n    BIGINT NOT NULL,
	PRIMARY KEY (part, name, kind, day)
); -- unordered

-- The next start lists and counts what is there already.
INSERT INTO tally (part, name, kind, day, n) SELECT 'all', '', 'stale', 0, COUNT(*) FROM shortcoming WHERE published IS NOT NULL;

CREATE INDEX shortcoming_withdrawn ON docket (kind, state, settled);
CREATE INDEX letter_out_docket ON letter_out (docket, kind, day);
