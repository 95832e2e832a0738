-- What changed against one's own past; where a centre stands, and against its targets; which questions go with what
-- customers say; customers to follow up.

CREATE TABLE changes (          -- one row a chart: an agent (or topic) and a question
    kind            VARCHAR NOT NULL,   -- agent, topic
    subject         VARCHAR NOT NULL,   -- person_id or topic
    question        VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,   -- a new one is a new chart: versions of a question are never mixed
    state           VARCHAR NOT NULL,   -- improving, declining, steady, not enough history
    since           DATE,               -- Monday of the first week after the change, as estimated
    noticed         DATE,               -- Sunday of the week whose results told
    size            DOUBLE,             -- by how much the share changed, the mix of work evened out, with its 95 % interval
    size_low        DOUBLE,
    size_high       DOUBLE,
    n_before        BIGINT,             -- answers behind size
    n_after         BIGINT,
    weeks           BIGINT NOT NULL,    -- with answers, since the history began
    n               BIGINT NOT NULL,    -- answers in them
    weeks_needed    BIGINT,             -- more of them, where there is not enough history
    history_from    DATE NOT NULL,      -- Monday of the first and Sunday of the last week that the charts cover
    history_to      DATE NOT NULL,
    control_limit   DOUBLE NOT NULL,    -- of the CUSUMs, in standard deviations
    reason          VARCHAR NOT NULL,
    points          STRUCT(week DATE, n BIGINT, observed DOUBLE, usual DOUBLE, rise DOUBLE, fall DOUBLE)[]  -- where it changed
);

CREATE TABLE benchmarks (       -- one row a question, and one a question with each topic and queue
    kind            VARCHAR NOT NULL,   -- question, topic, queue
    subject         VARCHAR NOT NULL,   -- topic or queue; empty for a question as a whole
    question        VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,
    period_from     DATE NOT NULL,
    period_to       DATE NOT NULL,
    n               BIGINT NOT NULL,    -- answers that count
    unsure          BIGINT NOT NULL,    -- further ones that are unsure
    observed        DOUBLE,
    low             DOUBLE,             -- Wilson 95 % interval of observed
    high            DOUBLE,
    standardised    DOUBLE,             -- topics: as if with the other topics' mix of languages, channels and agents
    standardised_low DOUBLE,
    standardised_high DOUBLE,
    elsewhere       DOUBLE,             -- topics: the mean of all other topics, for description alone
    target          DOUBLE,
    p               DOUBLE,             -- of lying this far below the target by chance, and after counting all that was held against one
    q               DOUBLE,
    state           VARCHAR,            -- below target, meets, not clear, not enough; null without a target
    trend           STRUCT(period_from DATE, period_to DATE, n BIGINT, observed DOUBLE)[] NOT NULL  -- oldest first
);

CREATE TABLE question_outcomes (    -- one row a question and kind of score that customers give
    outcome         VARCHAR NOT NULL,   -- csat, nps, effort
    question        VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,
    period_from     DATE NOT NULL,
    period_to       DATE NOT NULL,
    n               BIGINT NOT NULL,    -- answers in conversations with a score
    agents          BIGINT NOT NULL,
    association     DOUBLE,             -- rank correlation within topic, language and channel, with its 95 % interval over agents
    low             DOUBLE,
    high            DOUBLE,
    p               DOUBLE,
    q               DOUBLE,
    needed          BIGINT,             -- answers to see a correlation of 0.2, about
    state           VARCHAR NOT NULL    -- predicts, no relation seen, cannot tell yet
);

CREATE TABLE customers_at_risk (
    customer_key    VARCHAR NOT NULL,
    weight          INTEGER NOT NULL,   -- sum of the weights of the reasons: the most urgent first
    reasons         VARCHAR[] NOT NULL, -- names of ours: broken_promise, promise_overdue, hostility, unresolved, repeated, escalated, low_score
    conversations   VARCHAR[] NOT NULL, -- keys of those that give the reasons, newest first
    contacts        INTEGER NOT NULL,   -- the customer's conversations in the time looked at
    newest          DATE NOT NULL,      -- local day of the last of them
    promise_due     DATE                -- the earliest promise that is overdue
);
