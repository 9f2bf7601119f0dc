-- What everybody could see, or was meant to, and can't: with the reason, and with the
-- last decision of a complaint about it. Said is the comment that isn't shown, 0 for
-- none; evidence the picture of which more was covered, empty for none.
CREATE TABLE removal (
	docket   TEXT NOT NULL REFERENCES shortcoming (docket),
	n        BIGINT NOT NULL,
	kind     TEXT NOT NULL,
	said     BIGINT NOT NULL,
	evidence TEXT NOT NULL,
	day      TEXT NOT NULL,
	reason   TEXT NOT NULL,
	decision TEXT NOT NULL,
	decided  TEXT,
	why      TEXT NOT NULL,
	PRIMARY KEY (docket, n)
);
CREATE INDEX removal_day ON removal (day, docket, n);

-- The removal that a complaint is about, 0 for the publication. What a complaint says
-- isn't shown any more, nor what one said before.
ALTER TABLE shortcoming_said ADD COLUMN about BIGINT NOT NULL DEFAULT 0;
UPDATE shortcoming_said SET shown = FALSE WHERE kind = 'complaint';

-- What was taken away until now. Where several comments of one shortcoming aren't
-- shown, nothing says which reason is of which.
INSERT INTO removal (docket, n, kind, said, evidence, day, reason, decision, decided, why)
SELECT t.docket, ROW_NUMBER() OVER (PARTITION BY t.docket ORDER BY t.n),
	CASE t.act WHEN 'redact' THEN 'comment' ELSE 'publication' END,
	CASE t.act WHEN 'redact' THEN (
		SELECT CASE COUNT(*) WHEN 1 THEN MIN(w.n) ELSE 0 END FROM shortcoming_said w WHERE w.docket = t.docket AND w.decided = 'kept-back') ELSE 0 END,
	'', t.day, t.note, '', NULL, ''
FROM docket_step t JOIN shortcoming s ON s.docket = t.docket
WHERE s.published IS NOT NULL AND (t.act IN ('withdraw', 'decide-appeal') AND t.state = 'withdrawn' OR t.act = 'redact' AND t.note <> '' AND t.note NOT LIKE 'monitoring.%');
