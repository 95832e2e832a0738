-- What customers contact about beyond the taxonomy, and topics that take a larger share than in the period before.

CREATE TABLE found_topics (
    found_topic     VARCHAR NOT NULL,   -- the same from night to night
    language        VARCHAR NOT NULL,
    name            VARCHAR NOT NULL,   -- up to three of its phrases; empty: none that five customers share
    phrases         VARCHAR NOT NULL,   -- distinctive ones, " · " between them, each of five customers or more
    topic           VARCHAR NOT NULL,   -- the taxonomy's topic that most of its conversations have
    topic_share     DOUBLE NOT NULL,
    first_seen      DATE NOT NULL,      -- last day of the period in which it was found
    size            BIGINT NOT NULL,    -- openings of the period
    previous_size   BIGINT NOT NULL,    -- of the period before, as long as their text is kept
    compared_with   BIGINT NOT NULL,    -- all openings of its language, in both
    previous_compared_with BIGINT NOT NULL,
    growth          DOUBLE,             -- share now to share before, with its interval; null: there is nothing to divide by
    low             DOUBLE,
    high            DOUBLE,
    dispersion      DOUBLE NOT NULL,    -- how much more weeks differ than chance lets them; 1 is chance
    p               DOUBLE NOT NULL,
    q               DOUBLE NOT NULL,    -- after counting all topics
    state           VARCHAR NOT NULL,   -- new, growing, steady, shrinking
    driven_by       VARCHAR NOT NULL,   -- phrases that it has more of than before, where new or growing
    resolved        DOUBLE,             -- share of its outcomes that are, unsure ones left out
    outcomes        BIGINT NOT NULL,
    all_resolved    DOUBLE,             -- of all conversations of the language
    score           DOUBLE,             -- mean
    scores          BIGINT NOT NULL,
    all_score       DOUBLE,
    quotes          STRUCT(conversation_key VARCHAR, turn INTEGER, span_start INTEGER, span_end INTEGER)[] NOT NULL,
    period_from     DATE NOT NULL,
    period_to       DATE NOT NULL
);

CREATE TABLE found_topic_conversations (    -- of both periods
    conversation_key VARCHAR NOT NULL,
    found_topic     VARCHAR NOT NULL,
    similarity      DOUBLE NOT NULL,    -- cosine of its opening with the topic's centre
    turn            INTEGER NOT NULL,   -- where the opening is told
    span_start      INTEGER NOT NULL,
    span_end        INTEGER NOT NULL
);

CREATE TABLE topic_trends (     -- the taxonomy's topics, compared as found_topics are, over all languages
    topic           VARCHAR NOT NULL,
    size            BIGINT NOT NULL,
    previous_size   BIGINT NOT NULL,
    compared_with   BIGINT NOT NULL,
    previous_compared_with BIGINT NOT NULL,
    growth          DOUBLE,
    low             DOUBLE,
    high            DOUBLE,
    dispersion      DOUBLE NOT NULL,
    p               DOUBLE NOT NULL,
    q               DOUBLE NOT NULL,
    state           VARCHAR NOT NULL,
    driven_by       VARCHAR NOT NULL,
    period_from     DATE NOT NULL,
    period_to       DATE NOT NULL
);
