-- Who trained on what and when, as logged; and what it brought, against people like them who had not trained.

ALTER TABLE trainings ADD COLUMN hours DOUBLE;
ALTER TABLE trainings ADD COLUMN session VARCHAR;   -- id of the plan's session
ALTER TABLE trainings ADD COLUMN trainer VARCHAR;   -- redacted

CREATE TABLE training_effects ( -- one row a skill and version of its question, made anew where anything it rests on changed
    skill           VARCHAR NOT NULL,
    definition      VARCHAR NOT NULL,   -- empty where no question of this name is asked
    people          INTEGER NOT NULL,   -- trained who enter
    controls        INTEGER NOT NULL,   -- people not yet trained whom they are held against
    effect          DOUBLE,             -- of means between 0 and 1; null where it cannot be told yet
    low             DOUBLE,             -- 95 % interval; also given where it is too wide to tell
    high            DOUBLE,
    shortfall       DOUBLE,             -- expected − observed of those who enter, in the period that chose them
    state           VARCHAR NOT NULL,   -- worked, made it worse, no effect seen, cannot tell yet
    reason          VARCHAR NOT NULL,
    as_of           DATE NOT NULL,      -- the last day with conversations
    left_out        INTEGER NOT NULL,   -- trained who do not enter: waiting + too_few + unmatched
    waiting         INTEGER NOT NULL,   -- their period after the training is not over
    too_few         INTEGER NOT NULL,   -- too few answers before or after
    unmatched       INTEGER NOT NULL,   -- nobody untrained was like them before
    repeated        INTEGER NOT NULL,   -- trainings of somebody who had trained in the skill before: the first counts
    more_people     INTEGER,            -- about how many more trained people it takes to tell
    more_controls   INTEGER
);
