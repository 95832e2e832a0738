-- Text is deleted after the days that the configuration names, or when a customer is forgotten; scores stay.

ALTER TABLE conversations ADD COLUMN text_deleted_on DATE;     -- null while the text is there; then it is judged no more
ALTER TABLE conversations ADD COLUMN text_deleted_why VARCHAR; -- retention, forgotten
ALTER TABLE quarantine ADD COLUMN customer_key VARCHAR;        -- as in conversations, where the record named its customer
ALTER TABLE quarantine ADD COLUMN text_deleted_on DATE;

CREATE TABLE tombstones (       -- whom and what intake refuses for good
    kind            VARCHAR NOT NULL,   -- customer; conversation (source and id); case (id alone)
    hmac            VARCHAR NOT NULL,   -- under the workspace's key: the id itself is nowhere
    forgotten_on    DATE NOT NULL
);

CREATE TABLE audit (            -- one line an act on somebody's data
    happened_at     TIMESTAMPTZ NOT NULL,
    act             VARCHAR NOT NULL,   -- forget, forget: searched, retention
    subject         VARCHAR,            -- the customer's HMAC; null where an act is about all
    details         VARCHAR NOT NULL    -- JSON: counts, never a value
);
