-- Work that some body plans: an item of a plan, a campaign, a pilot. What is over
-- or given up has ended, and meets nothing any more.
CREATE TABLE work (
	docket      TEXT PRIMARY KEY REFERENCES docket (id),
	body        TEXT NOT NULL,
	kind        TEXT NOT NULL,
	title_kk    TEXT NOT NULL,
	title_ru    TEXT NOT NULL,
	title_en    TEXT NOT NULL,
	institution TEXT NOT NULL,
	topic       TEXT NOT NULL,
	region      TEXT NOT NULL,
	since       TEXT NOT NULL,
	until       TEXT NOT NULL,
	path        TEXT NOT NULL,
	ended       BOOLEAN NOT NULL
);
CREATE INDEX work_institution ON work (institution, ended);
CREATE INDEX work_topic ON work (topic, ended);

-- How two works that meet were settled: they are done together, or apart for a
-- reason. The smaller id stands first.
CREATE TABLE work_settled (
	first  TEXT NOT NULL REFERENCES work (docket),
	second TEXT NOT NULL REFERENCES work (docket),
	how    TEXT NOT NULL,
	reason TEXT NOT NULL,
	body   TEXT NOT NULL,
	seat   TEXT NOT NULL,
	day    TEXT NOT NULL,
	PRIMARY KEY (first, second)
);
CREATE INDEX work_settled_second ON work_settled (second);

-- What belongs together, across all areas. The smaller id stands first.
CREATE TABLE link (
	first  TEXT NOT NULL REFERENCES docket (id),
	second TEXT NOT NULL REFERENCES docket (id),
	body   TEXT NOT NULL,
	seat   TEXT NOT NULL,
	day    TEXT NOT NULL,
	PRIMARY KEY (first, second)
);
CREATE INDEX link_second ON link (second);
