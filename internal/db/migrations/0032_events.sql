-- What an item of a plan was decided at.
CREATE TABLE plan_origin (
	docket TEXT PRIMARY KEY REFERENCES plan_item (docket),
	origin TEXT NOT NULL REFERENCES docket (id)
);
CREATE INDEX plan_origin_of ON plan_origin (origin);

-- A room of an Antikor centre.
CREATE TABLE room (
	id      TEXT PRIMARY KEY,
	body    TEXT NOT NULL REFERENCES body (id),
	name_kk TEXT NOT NULL,
	name_ru TEXT NOT NULL,
	name_en TEXT NOT NULL,
	seats   BIGINT NOT NULL
);

-- An event. Its number and state are in docket. What is counted of those who came
-- stays when they are forgotten.
CREATE TABLE event (
	docket     TEXT PRIMARY KEY REFERENCES docket (id),
	kind       TEXT NOT NULL,
	open       BOOLEAN NOT NULL,
	title_kk   TEXT NOT NULL,
	title_ru   TEXT NOT NULL,
	title_en   TEXT NOT NULL,
	about_kk   TEXT NOT NULL,
	about_ru   TEXT NOT NULL,
	about_en   TEXT NOT NULL,
	agenda_kk  TEXT NOT NULL,
	agenda_ru  TEXT NOT NULL,
	agenda_en  TEXT NOT NULL,
	place_kk   TEXT NOT NULL,
	place_ru   TEXT NOT NULL,
	place_en   TEXT NOT NULL,
	starts     TIMESTAMPTZ NOT NULL,
	ends       TIMESTAMPTZ NOT NULL,
	zone       TEXT NOT NULL,
	stream     TEXT NOT NULL,
	room       TEXT NOT NULL,
	places     BIGINT NOT NULL,
	press      BOOLEAN NOT NULL,
	seat       TEXT NOT NULL,
	sequence   BIGINT NOT NULL,
	changed    TIMESTAMPTZ NOT NULL,
	cancelled  TEXT NOT NULL,
	registered BIGINT NOT NULL,
	came       BIGINT NOT NULL,
	attended   BIGINT NOT NULL,
	trained    BOOLEAN NOT NULL,
	minutes_kk TEXT NOT NULL,
	minutes_ru TEXT NOT NULL,
	minutes_en TEXT NOT NULL,
	forgotten  BOOLEAN NOT NULL
);
CREATE INDEX event_starts ON event (starts);

-- A quarter of an hour of a room, numbered since 1970: nobody has the same one.
CREATE TABLE room_quarter (
	room    TEXT NOT NULL REFERENCES room (id),
	quarter BIGINT NOT NULL,
	event   TEXT NOT NULL REFERENCES event (docket),
	PRIMARY KEY (room, quarter)
);
CREATE INDEX room_quarter_event ON room_quarter (event);

-- Who asked for a place: by the hash of the link that is theirs. Gone a day after
-- the event. The address is sealed.
CREATE TABLE event_guest (
	id      TEXT PRIMARY KEY,
	event   TEXT NOT NULL REFERENCES event (docket),
	code    TEXT NOT NULL,
	name    TEXT NOT NULL,
	address BYTEA NOT NULL,
	lang    TEXT NOT NULL,
	outlet  TEXT NOT NULL,
	state   TEXT NOT NULL,
	came    BOOLEAN NOT NULL,
	UNIQUE (event, code)
); -- unordered

CREATE TABLE event_invited (
	event TEXT NOT NULL REFERENCES event (docket),
	body  TEXT NOT NULL REFERENCES body (id),
	PRIMARY KEY (event, body)
);

CREATE TABLE event_material (
	event TEXT NOT NULL REFERENCES event (docket),
	n     BIGINT NOT NULL,
	title TEXT NOT NULL,
	href  TEXT NOT NULL,
	PRIMARY KEY (event, n)
);

-- By the hash of its address: a calendar of a seat's own.
CREATE TABLE calendar_key (
	hash TEXT PRIMARY KEY,
	seat TEXT NOT NULL UNIQUE REFERENCES seat (id),
	body TEXT NOT NULL
);

-- A report of a body on half a year: its figures as they were counted, as JSON.
CREATE TABLE report (
	docket      TEXT PRIMARY KEY REFERENCES docket (id),
	since       TEXT NOT NULL,
	until       TEXT NOT NULL,
	seat        TEXT NOT NULL,
	counted     TEXT NOT NULL,
	figures     TEXT NOT NULL,
	foreword_kk TEXT NOT NULL,
	foreword_ru TEXT NOT NULL,
	foreword_en TEXT NOT NULL,
	published   TEXT NOT NULL,
	sha256      TEXT NOT NULL
);
