-- The course that a campaign asks of its observers, by the last part of its address;
-- empty for none.
ALTER TABLE campaign ADD COLUMN course TEXT NOT NULL DEFAULT '';
