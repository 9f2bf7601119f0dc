-- Who follows something. The address is sealed with a key that isn't in the
-- database; name is a keyed hash of it, by which it is found again. The row lives
-- as long as there is something that its holder follows.
CREATE TABLE follower (
	id      TEXT PRIMARY KEY,
	name    TEXT NOT NULL UNIQUE,
	address BYTEA NOT NULL,
	often   TEXT NOT NULL
); -- unordered

CREATE TABLE following (
	subject  TEXT NOT NULL,
	follower TEXT NOT NULL REFERENCES follower (id),
	lang     TEXT NOT NULL,
	since    TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (subject, follower)
); -- unordered
CREATE INDEX following_follower ON following (follower);

-- What somebody asked for and hasn't confirmed yet. Token is the SHA-256 of what
-- stands in their letter.
CREATE TABLE follow_wish (
	token    TEXT PRIMARY KEY,
	name     TEXT NOT NULL,
	address  BYTEA NOT NULL,
	lang     TEXT NOT NULL,
	often    TEXT NOT NULL,
	subjects TEXT NOT NULL,
	asked    TIMESTAMPTZ NOT NULL
); -- unordered
CREATE INDEX follow_wish_name ON follow_wish (name);
CREATE INDEX follow_wish_asked ON follow_wish (asked);

-- What a follower was told of, so that they hear of nothing twice.
CREATE TABLE follow_told (
	follower TEXT NOT NULL,
	item     TEXT NOT NULL,
	at       TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (follower, item)
); -- unordered
CREATE INDEX follow_told_at ON follow_told (at);

-- Up to which moment something periodic was done.
CREATE TABLE follow_mark (
	name TEXT PRIMARY KEY,
	at   TIMESTAMPTZ NOT NULL
);
