-- How a customer's hostility went, for trainers; and whom an escalated conversation was handed to, and why.

CREATE TABLE deescalations (    -- one row a conversation in which the customer was hostile
    conversation_key VARCHAR NOT NULL,
    points          STRUCT(turn INTEGER, level INTEGER)[] NOT NULL,     -- every judged customer turn
    peak_turn       INTEGER NOT NULL,   -- the first at the highest level
    peak_level      INTEGER NOT NULL,
    turned          INTEGER,            -- from this turn hostility stays lower to the end; null where it never did
    agent_turn      INTEGER,            -- what the agent said just before; null where nothing
    span_start      INTEGER,
    span_end        INTEGER,
    does            VARCHAR,            -- empathy, or an act (models/acts.py) without `agent:`; null where unclear
    rose            STRUCT(turn INTEGER, agent_turn INTEGER, span_start INTEGER, span_end INTEGER)[] NOT NULL,  -- after rude words
    version         VARCHAR NOT NULL
);

ALTER TABLE outcomes ADD COLUMN escalated_to VARCHAR;   -- supervisor, third_party, back_office, other_team, unknown
ALTER TABLE outcomes ADD COLUMN to_turn INTEGER;        -- the words that hand over
ALTER TABLE outcomes ADD COLUMN to_start INTEGER;
ALTER TABLE outcomes ADD COLUMN to_end INTEGER;
ALTER TABLE outcomes ADD COLUMN why_turn INTEGER;       -- the words that led to it; null where none were found
ALTER TABLE outcomes ADD COLUMN why_start INTEGER;
ALTER TABLE outcomes ADD COLUMN why_end INTEGER;
