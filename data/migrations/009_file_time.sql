-- Where a conversation does not say when it began, what stands in for it.

ALTER TABLE conversations ADD COLUMN file_time TIMESTAMPTZ;  -- when its file was last written; null where started_at is known
