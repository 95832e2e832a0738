-- fact_handovers: one row a conversation with an agent. Holds, and changes from one person to another.
-- A person with two agent ids does not hand over to themselves; a turn without an id changes nothing.
CREATE OR REPLACE TEMP TABLE fact_handovers AS
WITH agent_turns AS (
    SELECT
        conversation_key,
        turn,
        person_id,
        ends,
        hold,
        transfer,
        promise,
        lag(turn) OVER in_order AS turn_before,
        coalesce(person_id <> lag(person_id IGNORE NULLS) OVER in_order, false) AS changed,
        lead(turn) OVER in_order AS turn_after,
        lead(starts) OVER in_order AS back_at
    FROM fact_turns
    WHERE role = 'agent'
    WINDOW in_order AS (PARTITION BY conversation_key ORDER BY turn)
),
waits AS (
    SELECT
        a.*,
        -- an agent who never comes back: the customer held until the last thing that was said
        at_least_zero(CASE WHEN a.turn_after IS NULL THEN t.said_until ELSE a.back_at END - a.ends) AS wait_s
    FROM agent_turns AS a
    JOIN fact_times AS t ON t.conversation_key = a.conversation_key
),
counted AS (
    SELECT
        conversation_key,
        count_if(hold) AS holds,
        count_if(hold AND wait_s IS NULL) AS holds_without_time,
        coalesce(sum(wait_s) FILTER (hold), 0) AS held_s,
        count(ends) AS timed,
        count_if(changed) AS changes,
        min(turn_before) FILTER (changed) AS left_after,
        max(turn) FILTER (changed) AS last_change,
        max(turn) FILTER (transfer) AS last_announcement,
        bool_or(promise) AS promise,
        arg_min(person_id, turn) AS first_person,
        arg_max(person_id, turn) AS last_person
    FROM waits
    GROUP BY conversation_key
)
SELECT
    conversation_key,
    holds,
    round(CASE WHEN timed > 0 AND holds_without_time = 0 THEN held_s END, 3) AS hold_s,
    changes,
    left_after,
    -- announced, and nobody new came in this conversation; several announcements are one transfer
    coalesce(last_announcement >= coalesce(last_change, -1), false) AS left_open,
    promise,
    first_person,
    last_person
FROM counted;
