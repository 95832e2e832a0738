-- The date by which the promise of a conversation falls due, in the time zone of the configuration; null where none was named.

ALTER TABLE outcomes ADD COLUMN due DATE;
