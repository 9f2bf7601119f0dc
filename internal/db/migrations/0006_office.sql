-- Who is signed in. A token is kept as its SHA-256, so that whoever reads this
-- table can't act with it. Neither address nor program of the reader is kept.
CREATE TABLE session (
	token TEXT PRIMARY KEY,
	seat  TEXT NOT NULL REFERENCES seat (id),
	used  TIMESTAMPTZ NOT NULL,
	ends  TIMESTAMPTZ NOT NULL
);

CREATE INDEX session_seat ON session (seat);

-- Names for which signing in failed too often in a row, whether there is such a
-- name or not, by the SHA-256 of the name.
CREATE TABLE sign_in_delay (
	login    TEXT PRIMARY KEY,
	failures BIGINT NOT NULL,
	until    TIMESTAMPTZ NOT NULL
);
