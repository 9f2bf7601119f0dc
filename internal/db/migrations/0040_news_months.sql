-- How many publications of a month aren't withdrawn, those to come among them: the
-- archive of a hundred thousand articles has as few rows as it shows.
CREATE TABLE publication_month (
	lang     TEXT NOT NULL,
	year     BIGINT NOT NULL,
	month    BIGINT NOT NULL,
	articles BIGINT NOT NULL,
	PRIMARY KEY (lang, year, month)
);
INSERT INTO publication_month (lang, year, month, articles)
SELECT lang, year, month, COUNT(*) FROM publication WHERE withdrawn = '' GROUP BY lang, year, month;
