-- Figures are kept of topics too, and how many are in each region of every way in
-- which institution, topic and campaign are given together: the next start counts
-- anew.
DELETE FROM tally;
INSERT INTO tally (part, name, kind, day, n) SELECT 'all', '', 'stale', 0, COUNT(*) FROM shortcoming WHERE published IS NOT NULL;
