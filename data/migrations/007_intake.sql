-- What a file was, and how far it was taken in; files whose bytes need not be read again to know them.

ALTER TABLE batches ADD COLUMN encoding VARCHAR;        -- "utf-8", "cp949, utf-8" of an archive; null where nothing is text
ALTER TABLE batches ADD COLUMN file_time TIMESTAMPTZ;   -- when the file was last written; null in an object store
ALTER TABLE batches ADD COLUMN since TIMESTAMPTZ;       -- `run --since`; null where everything was taken in
ALTER TABLE batches ADD COLUMN before_since BIGINT DEFAULT 0;  -- passed over: they started before `since`
-- from here on records = accepted + duplicate + quarantined + before_since; a file with before_since > 0 is read again
-- by a run without --since, or with an earlier one. What `since` was given for has the batch_id of the whole file, `@`
-- and the moment.

CREATE TABLE known_files (      -- unchanged in all of these, a file has the bytes that it had
    path_hash       VARCHAR NOT NULL,   -- of the absolute path: a name may be somebody's
    size            BIGINT NOT NULL,
    modified_ns     BIGINT NOT NULL,
    changed_ns      BIGINT NOT NULL,    -- of the inode: a copy that keeps its time is noticed too
    file_hash       VARCHAR NOT NULL
);
