-- An edition of the index, of which there is one for a year. Published is the
-- version that the public sees, 0 before there is one.
CREATE TABLE edition (
	docket    TEXT PRIMARY KEY REFERENCES docket (id),
	year      BIGINT NOT NULL UNIQUE,
	newest    BIGINT NOT NULL,
	published BIGINT NOT NULL
);

-- A version is what one import made of it, and stays as it is.
CREATE TABLE edition_version (
	docket    TEXT NOT NULL REFERENCES edition (docket),
	n         BIGINT NOT NULL,
	at        TIMESTAMPTZ NOT NULL,
	seat      TEXT NOT NULL,
	note      TEXT NOT NULL,
	files     TEXT NOT NULL,
	figures   TEXT NOT NULL,
	recipe    TEXT NOT NULL,
	seed      TEXT NOT NULL,
	draws     BIGINT NOT NULL,
	level     DOUBLE PRECISION NOT NULL,
	units     BIGINT NOT NULL,
	verdict   TEXT NOT NULL,
	line      TEXT NOT NULL,
	partial   BOOLEAN NOT NULL,
	digest    TEXT NOT NULL,
	published TIMESTAMPTZ,
	PRIMARY KEY (docket, n)
);

-- What went in of one country, as exact decimals: what each source said
-- ("bti 32.8455" on a line each) and what was printed; and what came out. A
-- figure that isn't known is an empty text or NULL.
CREATE TABLE edition_unit (
	docket        TEXT NOT NULL,
	n             BIGINT NOT NULL,
	unit          TEXT NOT NULL,
	name          TEXT NOT NULL,
	region        TEXT NOT NULL,
	sources       TEXT NOT NULL,
	printed       TEXT NOT NULL,
	count         BIGINT NOT NULL,
	mean          DOUBLE PRECISION,
	score         DOUBLE PRECISION,
	rank          BIGINT NOT NULL,
	se            DOUBLE PRECISION,
	plain_se      DOUBLE PRECISION,
	low           DOUBLE PRECISION,
	high          DOUBLE PRECISION,
	ranks_from    BIGINT NOT NULL,
	ranks_to      BIGINT NOT NULL,
	plain_from    BIGINT NOT NULL,
	plain_to      BIGINT NOT NULL,
	tier          BIGINT NOT NULL,
	PRIMARY KEY (docket, n, unit),
	FOREIGN KEY (docket, n) REFERENCES edition_version (docket, n)
);
CREATE INDEX edition_unit_unit ON edition_unit (unit, docket, n);
