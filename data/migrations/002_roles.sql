-- Who speaks. turns.role is the role as it is judged: inferred where only speakers are named, unknown where the given
-- roles look exchanged. What was given stays beside it.

ALTER TABLE turns ADD COLUMN speaker INTEGER;       -- who of those without a role speaks, from 1 by first word; a label may be a name and is not kept
ALTER TABLE turns ADD COLUMN given_role VARCHAR;    -- agent, customer, bot, system, unknown
UPDATE turns SET given_role = role;

CREATE TABLE roles (            -- one row a conversation
    conversation_key VARCHAR NOT NULL,
    found           VARCHAR NOT NULL,   -- given, inferred, unclear, swapped
    probability     DOUBLE,             -- that inferred roles are right, or that given ones are exchanged; null where nobody asked
    version         VARCHAR NOT NULL
);
