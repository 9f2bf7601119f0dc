-- Figures are kept of every way in which institution, region and campaign are given
-- together: the next start counts anew.
DELETE FROM tally;
INSERT INTO tally (part, name, kind, day, n) SELECT 'all', '', 'stale', 0, COUNT(*) FROM shortcoming WHERE published IS NOT NULL;
