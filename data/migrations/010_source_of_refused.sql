-- Of which source a refused record is: two sources may use one id.

ALTER TABLE quarantine ADD COLUMN source VARCHAR;   -- null where the record has no id, and from before this column
