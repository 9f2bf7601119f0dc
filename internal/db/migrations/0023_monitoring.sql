-- What a group asks of an institution, in versions: one that was used is frozen,
-- and the next workbook makes the next version.
CREATE TABLE checklist (
	id      TEXT PRIMARY KEY,
	body    TEXT NOT NULL,
	name_kk TEXT NOT NULL,
	name_ru TEXT NOT NULL,
	name_en TEXT NOT NULL
);
CREATE INDEX checklist_body ON checklist (body);

CREATE TABLE checklist_version (
	checklist TEXT NOT NULL REFERENCES checklist (id),
	n         BIGINT NOT NULL,
	day       TEXT NOT NULL,
	seat      TEXT NOT NULL,
	digest    TEXT NOT NULL,
	workbook  BYTEA NOT NULL,
	frozen    TEXT,
	PRIMARY KEY (checklist, n)
);

-- A campaign is institutions, observers, a checklist and a period. Grain is the
-- side of the field in metres to whose middle a place is moved before it is kept.
CREATE TABLE campaign (
	docket    TEXT PRIMARY KEY REFERENCES docket (id),
	name_kk   TEXT NOT NULL,
	name_ru   TEXT NOT NULL,
	name_en   TEXT NOT NULL,
	about_kk  TEXT NOT NULL,
	about_ru  TEXT NOT NULL,
	about_en  TEXT NOT NULL,
	checklist TEXT NOT NULL,
	version   BIGINT NOT NULL,
	since     TEXT NOT NULL,
	until     TEXT NOT NULL,
	grain     BIGINT NOT NULL,
	FOREIGN KEY (checklist, version) REFERENCES checklist_version (checklist, n)
);

CREATE TABLE campaign_object (
	campaign    TEXT NOT NULL REFERENCES campaign (docket),
	institution TEXT NOT NULL,
	planned     BIGINT NOT NULL,
	PRIMARY KEY (campaign, institution)
);
CREATE INDEX campaign_object_institution ON campaign_object (institution);

CREATE TABLE campaign_observer (
	campaign TEXT NOT NULL REFERENCES campaign (docket),
	seat     TEXT NOT NULL,
	PRIMARY KEY (campaign, seat)
);

-- What an observer saw at an institution. Key is made by the client, so that what
-- is sent twice is kept once. The place was coarsened before it came here.
CREATE TABLE observation (
	id          TEXT PRIMARY KEY,
	campaign    TEXT NOT NULL REFERENCES campaign (docket),
	institution TEXT NOT NULL,
	seat        TEXT NOT NULL,
	key         TEXT NOT NULL,
	day         TEXT NOT NULL,
	seen        TIMESTAMPTZ NOT NULL,
	lat         DOUBLE PRECISION,
	lon         DOUBLE PRECISION,
	lang        TEXT NOT NULL,
	note        TEXT NOT NULL,
	answers     TEXT NOT NULL,
	conflict    TEXT NOT NULL,
	digest      TEXT NOT NULL,
	UNIQUE (campaign, seat, key)
);
CREATE INDEX observation_institution ON observation (campaign, institution);

-- A shortcoming, beside its docket. Seen is the day of the observation. Version is
-- the newest text, shown the one that is public (0 before there is one), proposed
-- a correction that waits for another reader.
CREATE TABLE shortcoming (
	docket      TEXT PRIMARY KEY REFERENCES docket (id),
	observation TEXT NOT NULL REFERENCES observation (id),
	campaign    TEXT NOT NULL REFERENCES campaign (docket),
	institution TEXT NOT NULL,
	item        TEXT NOT NULL,
	severity    TEXT NOT NULL,
	basis       TEXT NOT NULL,
	seen        TEXT NOT NULL,
	lat         DOUBLE PRECISION,
	lon         DOUBLE PRECISION,
	version     BIGINT NOT NULL,
	shown       BIGINT NOT NULL,
	proposed    BIGINT NOT NULL,
	notified    TEXT,
	reply_due   TEXT,
	replied     TEXT,
	published   TEXT,
	raised      TEXT,
	answer_due  TEXT,
	answered    TEXT,
	rounds      BIGINT NOT NULL,
	promised    TEXT,
	broken      BIGINT NOT NULL,
	escalated   TEXT,
	asked       TEXT,
	claimed     TEXT,
	verified    TEXT,
	label       TEXT NOT NULL,
	reason      TEXT NOT NULL,
	merged      TEXT NOT NULL,
	confirmed   BIGINT NOT NULL,
	disputed    BIGINT NOT NULL
);
CREATE INDEX shortcoming_public ON shortcoming (published, docket);
CREATE INDEX shortcoming_institution ON shortcoming (institution, published, docket);
CREATE INDEX shortcoming_campaign ON shortcoming (campaign, published, docket);
CREATE INDEX shortcoming_item ON shortcoming (institution, item, seen);
CREATE INDEX shortcoming_observation ON shortcoming (observation);
CREATE INDEX shortcoming_merged ON shortcoming (merged);

-- Facts apart from opinion, in each language. Nothing here is changed: what is
-- corrected is the next version.
CREATE TABLE shortcoming_version (
	docket     TEXT NOT NULL REFERENCES shortcoming (docket),
	n          BIGINT NOT NULL,
	day        TEXT NOT NULL,
	seat       TEXT NOT NULL,
	note       TEXT NOT NULL,
	public     TEXT,
	title_kk   TEXT NOT NULL,
	title_ru   TEXT NOT NULL,
	title_en   TEXT NOT NULL,
	facts_kk   TEXT NOT NULL,
	facts_ru   TEXT NOT NULL,
	facts_en   TEXT NOT NULL,
	opinion_kk TEXT NOT NULL,
	opinion_ru TEXT NOT NULL,
	opinion_en TEXT NOT NULL,
	PRIMARY KEY (docket, n)
);

-- The publication gate of a version, as another person answered it.
CREATE TABLE shortcoming_gate (
	docket TEXT NOT NULL,
	n      BIGINT NOT NULL,
	item   TEXT NOT NULL,
	passed BOOLEAN NOT NULL,
	note   TEXT NOT NULL,
	seat   TEXT NOT NULL,
	day    TEXT NOT NULL,
	PRIMARY KEY (docket, n, item),
	FOREIGN KEY (docket, n) REFERENCES shortcoming_version (docket, n)
);

-- What bears a fact out: of an observation, or of a claim that it is fixed. Digest
-- and moment are of what came; of a picture the original is sealed to the group.
CREATE TABLE evidence (
	id          TEXT PRIMARY KEY,
	observation TEXT NOT NULL,
	docket      TEXT NOT NULL,
	n           BIGINT NOT NULL,
	kind        TEXT NOT NULL,
	body        TEXT NOT NULL,
	digest      TEXT NOT NULL,
	at          TIMESTAMPTZ NOT NULL,
	file        TEXT REFERENCES file (id),
	fingerprint TEXT NOT NULL,
	look        TEXT NOT NULL,
	link        TEXT NOT NULL,
	note        TEXT NOT NULL,
	cleared     TEXT NOT NULL
);
CREATE INDEX evidence_observation ON evidence (observation, n);
CREATE INDEX evidence_docket ON evidence (docket, n);

-- The one picture of an evidence that can be looked at here. What is covered in it
-- is covered for good: no other version is kept in the clear.
CREATE TABLE evidence_picture (
	evidence TEXT PRIMARY KEY REFERENCES evidence (id),
	width    BIGINT NOT NULL,
	height   BIGINT NOT NULL,
	boxes    BIGINT NOT NULL,
	served   TEXT NOT NULL,
	bytes    BYTEA NOT NULL
);
CREATE INDEX evidence_picture_served ON evidence_picture (served);
