-- Whom `notify` has told of what, so that nobody is told twice. What is no longer so is forgotten here.

CREATE TABLE told (
    address         VARCHAR NOT NULL,   -- HMAC of role and address under the workspace's key: an address holds passwords
    kind            VARCHAR NOT NULL,   -- new_flags, auto_fails, quarantine, night_failed, contract_broken, nothing_came_in
    item            VARCHAR NOT NULL    -- hash of what was told
);
