-- One table a stop (DESIGN, "The way of the data"). Quotes are not stored: they are substrings of turns.text,
-- found by code-point offsets (span_start, span_end), so that what retention removes is removed once.

CREATE TABLE batches (          -- one row a file that was read; a file with this hash is not read again
    batch_id        VARCHAR NOT NULL,   -- hash of the file's bytes and of the versions that read it
    file            VARCHAR NOT NULL,
    file_hash       VARCHAR NOT NULL,
    format          VARCHAR,
    read_at         TIMESTAMPTZ NOT NULL,
    records         BIGINT NOT NULL,    -- = accepted + duplicate + quarantined
    accepted        BIGINT NOT NULL,
    duplicate       BIGINT NOT NULL,
    quarantined     BIGINT NOT NULL,
    unknown_keys    BIGINT NOT NULL,
    redacted        VARCHAR NOT NULL    -- JSON: entity -> count, never a value
);

CREATE TABLE conversations (
    conversation_key VARCHAR NOT NULL,  -- hash of source, id and redacted content: one a revision
    source          VARCHAR NOT NULL,
    conversation_id VARCHAR NOT NULL,
    revision        INTEGER NOT NULL,   -- from 1; a changed conversation sent again is a new revision
    is_current      BOOLEAN NOT NULL,   -- only the newest revision is judged and counted
    batch_id        VARCHAR NOT NULL,
    channel         VARCHAR,            -- chat, call, email
    declared_language VARCHAR,
    language        VARCHAR,            -- declared, else detected; primary subtag
    started_at      TIMESTAMPTZ,
    duration_s      DOUBLE,             -- last known time of a turn, null where times are unusable
    times_ok        BOOLEAN NOT NULL,
    agent_id        VARCHAR,            -- the conversation's own agent, or the first who speaks
    last_agent_id   VARCHAR,            -- answers for the resolution
    customer_key    VARCHAR,            -- HMAC of the customer's id under the workspace's key
    declared_topic  VARCHAR,
    queue           VARCHAR,
    csat            DOUBLE,
    nps             DOUBLE,
    effort          DOUBLE,
    metadata        VARCHAR NOT NULL,   -- JSON: slot -> redacted value
    warnings        VARCHAR[] NOT NULL,
    excluded        VARCHAR,            -- reason, where a rule of convoqa.yaml excludes it
    not_scored      VARCHAR             -- reason, where it cannot be judged
);

CREATE TABLE turns (
    conversation_key VARCHAR NOT NULL,
    turn            INTEGER NOT NULL,   -- position from 0 in the order of the input
    role            VARCHAR NOT NULL,   -- agent, customer, bot, system, unknown
    agent_id        VARCHAR,
    internal        BOOLEAN NOT NULL,
    text            VARCHAR NOT NULL,   -- redacted: the only text there is
    language        VARCHAR,
    t               DOUBLE,             -- seconds from the start of the conversation
    end_t           DOUBLE,
    not_scored      VARCHAR
);

CREATE TABLE verdicts (         -- every axis of every judged turn, below the threshold too
    conversation_key VARCHAR NOT NULL,
    turn            INTEGER NOT NULL,
    name            VARCHAR NOT NULL,   -- empathy, rudeness, politeness, hostility, opportunity
    level           INTEGER,            -- null for politeness, which has a probability only
    probability     DOUBLE NOT NULL,
    detector        VARCHAR NOT NULL,
    version         VARCHAR NOT NULL
);

CREATE TABLE signals (          -- what was seen: level 1 or 2 (steps: also 0), with the span that shows it
    conversation_key VARCHAR NOT NULL,
    turn            INTEGER NOT NULL,
    name            VARCHAR NOT NULL,   -- empathy, intent:refund, step:script/id, forbidden:script/id, …
    level           INTEGER NOT NULL,
    probability     DOUBLE NOT NULL,
    span_start      INTEGER NOT NULL,
    span_end        INTEGER NOT NULL,
    detector        VARCHAR NOT NULL,
    version         VARCHAR NOT NULL
);

CREATE TABLE outcomes (         -- resolution: one row a conversation
    conversation_key VARCHAR NOT NULL,
    outcome         VARCHAR NOT NULL,   -- resolved, unresolved, escalated, follow_up, abandoned, unsure
    probability     DOUBLE NOT NULL,
    turn            INTEGER,
    span_start      INTEGER,
    span_end        INTEGER,
    promise_turn    INTEGER,
    what_start      INTEGER,
    what_end        INTEGER,
    by_start        INTEGER,
    by_end          INTEGER,
    customer_left   BOOLEAN NOT NULL,   -- the customer went before the agent could close
    refused         BOOLEAN NOT NULL,   -- the request was finally refused
    version         VARCHAR NOT NULL
);

CREATE TABLE steps (
    conversation_key VARCHAR NOT NULL,
    agent_id        VARCHAR,
    script          VARCHAR NOT NULL,
    step            VARCHAR NOT NULL,
    status          VARCHAR NOT NULL,   -- followed, missed, out_of_order, wrong, not_applicable, unsure
    turn            INTEGER,
    probability     DOUBLE NOT NULL,
    reason          VARCHAR NOT NULL,   -- for missed: where it was expected
    version         VARCHAR NOT NULL
);

CREATE TABLE answers (
    conversation_key VARCHAR NOT NULL,
    agent_id        VARCHAR,
    scorecard       VARCHAR NOT NULL,   -- name@version
    section         VARCHAR NOT NULL,
    question        VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,   -- version of what is asked: the same one is comparable across scorecards
    answer          VARCHAR NOT NULL,   -- yes, no, partly, not_applicable, unsure, not_scored
    value           DOUBLE,
    probability     DOUBLE NOT NULL,
    weight          DOUBLE NOT NULL,
    critical        BOOLEAN NOT NULL,
    reason          VARCHAR NOT NULL,
    evidence        STRUCT(turn INTEGER, span_start INTEGER, span_end INTEGER)[] NOT NULL
);

CREATE TABLE scores (
    conversation_key VARCHAR NOT NULL,
    agent_id        VARCHAR,
    scorecard       VARCHAR NOT NULL,
    score           DOUBLE,             -- 0 to 100; null where not enough was judged
    answered_weight DOUBLE NOT NULL,    -- share of the weight that was answered
    auto_fail       BOOLEAN NOT NULL,
    provisional     BOOLEAN NOT NULL
);

CREATE TABLE facts (            -- service facts, from times, roles and data; null values are not stored
    conversation_key VARCHAR NOT NULL,
    agent_id        VARCHAR,            -- null: of the whole conversation
    fact            VARCHAR NOT NULL,
    value           DOUBLE NOT NULL     -- seconds, counts, money, or 0/1, as FACTS in insights/facts.py says
);

CREATE TABLE topics (
    conversation_key VARCHAR NOT NULL,
    topic           VARCHAR NOT NULL,   -- `other` where nothing matched
    given_by        VARCHAR NOT NULL,   -- declared, taxonomy, none
    turn            INTEGER,
    span_start      INTEGER,
    span_end        INTEGER,
    version         VARCHAR NOT NULL
);

CREATE TABLE flags (
    kind            VARCHAR NOT NULL,   -- agent, topic
    subject         VARCHAR NOT NULL,   -- person_id or topic
    question        VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,   -- version of what is asked, whichever scorecard asks it
    period_from     DATE NOT NULL,
    period_to       DATE NOT NULL,
    n               BIGINT NOT NULL,    -- answers that count
    observed        DOUBLE,             -- mean value of the subject's answers
    expected        DOUBLE,             -- of colleagues, or of the topic's previous period
    low             DOUBLE,             -- Wilson 95 % interval of observed
    high            DOUBLE,
    compared_with   BIGINT NOT NULL,    -- answers behind `expected`
    state           VARCHAR NOT NULL,   -- below, above, as expected, not enough conversations yet, no comparable colleagues
    more_needed     BIGINT,
    reason          VARCHAR NOT NULL,
    worst           VARCHAR[] NOT NULL, -- conversation keys of examples
    best            VARCHAR[] NOT NULL
);

CREATE TABLE plans (
    skill           VARCHAR NOT NULL,   -- the scorecard question to train
    definition      VARCHAR NOT NULL,
    topic           VARCHAR,            -- where the gap is a topic's
    agents          VARCHAR[] NOT NULL,
    priority        DOUBLE NOT NULL,    -- shortfall × volume
    period_from     DATE NOT NULL,
    period_to       DATE NOT NULL,
    reason          VARCHAR NOT NULL,
    gap_examples    VARCHAR[] NOT NULL, -- conversation keys
    good_examples   VARCHAR[] NOT NULL
);

CREATE TABLE reviews (          -- what people answered instead, kept beside, never over
    conversation_key VARCHAR NOT NULL,
    agent_id        VARCHAR,
    question        VARCHAR NOT NULL,
    answer          VARCHAR NOT NULL,
    reviewer        VARCHAR NOT NULL,
    reason          VARCHAR,
    reviewed_at     TIMESTAMPTZ NOT NULL
);

CREATE TABLE agents (
    agent_id        VARCHAR NOT NULL,
    person_id       VARCHAR NOT NULL,
    name            VARCHAR,
    team            VARCHAR,
    languages       VARCHAR,
    started_on      DATE,
    ended_on        DATE,
    exclude         BOOLEAN NOT NULL
);

CREATE TABLE surveys (
    conversation_id VARCHAR,
    customer_key    VARCHAR,
    kind            VARCHAR NOT NULL,   -- csat, nps, ces
    score           DOUBLE NOT NULL,
    answered_at     TIMESTAMPTZ,
    comment         VARCHAR             -- redacted
);

CREATE TABLE costs (
    queue           VARCHAR NOT NULL,
    valid_from      DATE,
    cost_per_hour   DOUBLE NOT NULL
);

CREATE TABLE trainings (
    person_id       VARCHAR NOT NULL,
    skill           VARCHAR NOT NULL,
    trained_on      DATE NOT NULL
);

CREATE TABLE quarantine (
    quarantine_id   VARCHAR NOT NULL,   -- hash of file, place and reason
    batch_id        VARCHAR NOT NULL,
    file            VARCHAR NOT NULL,
    place           VARCHAR NOT NULL,   -- "line 3", "record 2", "file"
    conversation_id VARCHAR,
    reason          VARCHAR NOT NULL,
    remedy          VARCHAR NOT NULL,
    excerpt         VARCHAR NOT NULL,   -- redacted
    expectation     VARCHAR             -- the contract that failed, where one did
);

CREATE TABLE run_steps (
    run_id          VARCHAR NOT NULL,
    step            VARCHAR NOT NULL,
    started_at      TIMESTAMPTZ NOT NULL,
    finished_at     TIMESTAMPTZ,
    rows_in         BIGINT,
    rows_out        BIGINT,
    note            VARCHAR,
    error           VARCHAR
);

CREATE TABLE made (             -- what is up to date: this stop was made for this conversation by this version
    stop            VARCHAR NOT NULL,
    conversation_key VARCHAR NOT NULL,
    version         VARCHAR NOT NULL
);

CREATE TABLE failures (         -- turns that a detector of ours could not judge: never a score of theirs
    conversation_key VARCHAR NOT NULL,
    turn            INTEGER NOT NULL,
    detector        VARCHAR NOT NULL,
    version         VARCHAR NOT NULL,
    reason          VARCHAR NOT NULL
);
