-- The training plan: sessions in weeks, and who is in them.

ALTER TABLE plans ADD COLUMN session VARCHAR;           -- hash of skill, language, topic and people: the same ones, the same id
ALTER TABLE plans ADD COLUMN language VARCHAR;          -- in which it is held; empty where nobody knows
ALTER TABLE plans ADD COLUMN week DATE;                 -- its Monday; null: not planned
ALTER TABLE plans ADD COLUMN waiting VARCHAR;           -- why it is not planned: no room, absent
ALTER TABLE plans ADD COLUMN answers BIGINT;            -- of its people, or of the topic, in the period
ALTER TABLE plans ADD COLUMN observed DOUBLE;           -- means over those answers
ALTER TABLE plans ADD COLUMN expected DOUBLE;
ALTER TABLE plans ADD COLUMN gained_before DOUBLE;      -- share of the shortfall that training of this skill is taken to close
ALTER TABLE plans ADD COLUMN expected_gain DOUBLE;      -- priority × gained_before: answers won in a period
ALTER TABLE plans ADD COLUMN exercise VARCHAR;          -- of the catalogue
ALTER TABLE plans ADD COLUMN step VARCHAR;              -- script/step that the skill rests on
ALTER TABLE plans ADD COLUMN phrases VARCHAR;           -- file of phrases that it rests on

CREATE TABLE plan_people (      -- everybody below on a skill, with the figures of the flag
    session         VARCHAR,            -- of plans; null: in none
    person_id       VARCHAR NOT NULL,
    skill           VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,
    language        VARCHAR NOT NULL,   -- of most of their conversations
    topic           VARCHAR,            -- in which their shortfall is concentrated
    n               BIGINT NOT NULL,
    observed        DOUBLE NOT NULL,
    expected        DOUBLE NOT NULL,
    estimate        DOUBLE NOT NULL,    -- shrunk towards expected, with a credible interval
    estimate_low    DOUBLE,
    estimate_high   DOUBLE,
    expected_gain   DOUBLE NOT NULL,    -- (expected − estimate) × n × gained_before
    waiting         VARCHAR             -- null: planned; no room, absent, new starter, leaving
);
