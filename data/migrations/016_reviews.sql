-- People's answers: which automatic answer each stands beside, what was drawn at random for them, how well both agree.

ALTER TABLE reviews ADD COLUMN answer_id VARCHAR;             -- keyed hash of conversation, agent and question
ALTER TABLE reviews ADD COLUMN definition VARCHAR;
ALTER TABLE reviews ADD COLUMN scorecard VARCHAR;             -- name@version, automatic answer, value and probability: as
ALTER TABLE reviews ADD COLUMN automatic_answer VARCHAR;      -- they stood when the person's answer came in
ALTER TABLE reviews ADD COLUMN automatic_value DOUBLE;
ALTER TABLE reviews ADD COLUMN automatic_probability DOUBLE;
ALTER TABLE reviews ADD COLUMN batch VARCHAR;                 -- hash of the file that brought it

CREATE TABLE review_draws (     -- the random sample: what was drawn for review, whether or not it was reviewed
    answer_id       VARCHAR NOT NULL,
    seed            BIGINT NOT NULL,
    conversation_key VARCHAR NOT NULL,
    agent_id        VARCHAR,
    question        VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,
    probability     DOUBLE NOT NULL,    -- the highest with which an export drew it
    to_decide       BOOLEAN NOT NULL,   -- it stood in the list to decide too, and may be answered sooner for it
    period_from     DATE NOT NULL,      -- first day of the first period that it was drawn for
    drawn_at        TIMESTAMPTZ NOT NULL
);

CREATE TABLE agreement (        -- automatic answers against people's, by question and language, on the random sample alone
    question        VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,
    language        VARCHAR,            -- null: all languages together, where there are several
    period_from     DATE NOT NULL,
    period_to       DATE NOT NULL,
    answers         BIGINT NOT NULL,    -- automatic answers of the period
    drawn           BIGINT NOT NULL,    -- of these, drawn at random
    reviewed        BIGINT NOT NULL,    -- of those, answered by people
    n               BIGINT NOT NULL,    -- of those, answered by both sides and not unsure
    missing         BIGINT NOT NULL,    -- how many more until something is said; until then the figures are null
    automatic_unsure BIGINT NOT NULL,   -- of the reviewed
    people_unsure   BIGINT NOT NULL,
    agreement       DOUBLE,             -- share; all figures are weighted by how answers were drawn, intervals of 95 %
    agreement_low   DOUBLE,
    agreement_high  DOUBLE,
    kappa           DOUBLE,             -- Cohen's; null where everybody always gave one answer
    kappa_low       DOUBLE,
    kappa_high      DOUBLE,
    ac1             DOUBLE,             -- Gwet's, beside kappa, which falls where nearly all answers are the same
    ac1_low         DOUBLE,
    ac1_high        DOUBLE,
    automatic_yes   BIGINT NOT NULL,    -- of n
    false_yes       DOUBLE,             -- share of automatic yes that people call no
    false_yes_low   DOUBLE,
    false_yes_high  DOUBLE,
    automatic_no    BIGINT NOT NULL,    -- of n
    false_no        DOUBLE,             -- share of automatic no that people call yes
    false_no_low    DOUBLE,
    false_no_high   DOUBLE,
    automatic_rate  DOUBLE,             -- mean value of the automatic answers that count
    corrected_rate  DOUBLE,             -- the same as people would have answered
    corrected_low   DOUBLE,
    corrected_high  DOUBLE,
    people_n        BIGINT NOT NULL,    -- answers that two people or more gave
    people_agreement DOUBLE,            -- of two of them
    people_agreement_low DOUBLE,
    people_agreement_high DOUBLE,
    people_kappa    DOUBLE,
    people_kappa_low DOUBLE,
    people_kappa_high DOUBLE,
    people_ac1      DOUBLE,
    people_ac1_low  DOUBLE,
    people_ac1_high DOUBLE
);
