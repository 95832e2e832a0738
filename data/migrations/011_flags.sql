-- Flags against what colleagues get from the same work, decided on fixed days.

ALTER TABLE flags ADD COLUMN unsure BIGINT;             -- answers that are unsure: compared as what is usual for their work
ALTER TABLE flags ADD COLUMN left_out BIGINT;           -- answers in work that too few colleagues do
ALTER TABLE flags ADD COLUMN estimate DOUBLE;           -- shrunk towards expected, with a credible interval
ALTER TABLE flags ADD COLUMN estimate_low DOUBLE;
ALTER TABLE flags ADD COLUMN estimate_high DOUBLE;
ALTER TABLE flags ADD COLUMN p DOUBLE;                  -- one-sided, in the direction of the difference
ALTER TABLE flags ADD COLUMN q DOUBLE;                  -- after counting all that was compared
ALTER TABLE flags ADD COLUMN gap_probability DOUBLE;    -- of lying at least the smallest difference below expected
ALTER TABLE flags ADD COLUMN since DATE;                -- the day of the decision that raised a standing flag
ALTER TABLE flags ADD COLUMN unsure_examples VARCHAR[];

CREATE TABLE flag_decisions (   -- every decision day, and the flags that stood after it
    decided_on      DATE NOT NULL,      -- the last day of the period that was compared
    kind            VARCHAR,            -- agent, team, topic; null: the decision itself, also where nothing was flagged
    subject         VARCHAR,
    definition      VARCHAR,
    question        VARCHAR,
    state           VARCHAR,            -- below, above
    since           DATE
);
