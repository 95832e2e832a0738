-- Quarantine with a way back: where the raw record lies; what left quarantine, and how. Contracts on a whole batch.

ALTER TABLE quarantine ADD COLUMN source_path VARCHAR;  -- the file that is the raw copy; null for results of ours
ALTER TABLE quarantine ADD COLUMN byte_start BIGINT;    -- of the decompressed file; the whole file where the place is no line
ALTER TABLE quarantine ADD COLUMN byte_end BIGINT;
ALTER TABLE quarantine ADD COLUMN byte_hash VARCHAR;    -- HMAC of those bytes under the workspace's key

CREATE TABLE quarantine_cleared (   -- no excerpt: what came in is stored, and its text is kept once
    quarantine_id   VARCHAR NOT NULL,
    batch_id        VARCHAR NOT NULL,
    file            VARCHAR NOT NULL,
    place           VARCHAR NOT NULL,
    conversation_id VARCHAR,
    reason          VARCHAR NOT NULL,
    how             VARCHAR NOT NULL,   -- retried, refused anew, sent again, file read again
    cleared_at      TIMESTAMPTZ NOT NULL
);

ALTER TABLE batches ADD COLUMN checked BOOLEAN;     -- true once the batch may be scored; until then every run looks again
UPDATE batches SET checked = true;

CREATE TABLE contract_results (     -- one row a run, format and contract that could be checked
    run_id          VARCHAR NOT NULL,
    format          VARCHAR NOT NULL,   -- of the files that the run found new; "unknown" where no format fits
    contract        VARCHAR NOT NULL,
    severity        VARCHAR NOT NULL,   -- critical, warning, info
    holds           BOOLEAN NOT NULL,
    observed        DOUBLE NOT NULL,
    at_least        DOUBLE,
    at_most         DOUBLE,
    checked_at      TIMESTAMPTZ NOT NULL
);
