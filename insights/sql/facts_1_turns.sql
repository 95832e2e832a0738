-- fact_turns: the turns that customer and agent could hear or read, of every conversation that counts.
-- Internal notes and system events are left out; unknown speakers stay, because their words are not silence.
-- starts, ends: seconds from the start of the conversation, null where its times cannot be used.
-- at_least_zero keeps null null, which greatest(…, 0) does not.
CREATE OR REPLACE TEMP MACRO at_least_zero(seconds) AS CASE WHEN seconds < 0 THEN 0 ELSE seconds END;

CREATE OR REPLACE TEMP TABLE fact_turns AS
WITH cues AS (
    SELECT
        conversation_key,
        turn,
        bool_or(name = 'cue:hold') AS hold,
        bool_or(name = 'cue:transfer') AS transfer,
        bool_or(name = 'cue:repeats_problem') AS repeats_problem,
        bool_or(name = 'cue:asks_for_person') AS asks_for_person,
        bool_or(name = 'cue:promise_broken') AS promise_broken,
        bool_or(name = 'cue:promise_kept') AS promise_kept,
        bool_or(name = 'promise') AS promise
    FROM signals
    WHERE level >= 1
      AND (name = 'promise' OR name IN (
          'cue:hold', 'cue:transfer', 'cue:repeats_problem', 'cue:asks_for_person',
          'cue:promise_broken', 'cue:promise_kept'))
    GROUP BY conversation_key, turn
),
people AS (
    SELECT agent_id, min(person_id) AS person_id
    FROM agents
    GROUP BY agent_id
),
spoken AS (
    SELECT
        t.conversation_key,
        t.turn,
        t.role,
        CASE WHEN t.role = 'agent' THEN t.agent_id END AS agent_id,
        CASE WHEN t.role = 'agent' THEN coalesce(p.person_id, t.agent_id) END AS person_id,
        CASE WHEN c.times_ok THEN t.t END AS starts,
        CASE WHEN c.times_ok AND t.t IS NOT NULL THEN greatest(t.t, t.end_t) END AS ends,
        coalesce(q.hold, false) AS hold,
        coalesce(q.transfer, false) AS transfer,
        coalesce(q.repeats_problem, false) AS repeats_problem,
        coalesce(q.asks_for_person, false) AS asks_for_person,
        coalesce(q.promise_broken, false) AS promise_broken,
        coalesce(q.promise_kept, false) AS promise_kept,
        coalesce(q.promise, false) AS promise
    FROM turns AS t
    JOIN conversations AS c ON c.conversation_key = t.conversation_key
    LEFT JOIN cues AS q ON q.conversation_key = t.conversation_key AND q.turn = t.turn
    LEFT JOIN people AS p ON p.agent_id = t.agent_id
    WHERE c.is_current AND c.excluded IS NULL AND NOT t.internal AND t.role <> 'system'
)
SELECT
    * REPLACE (
        -- a person with several ids is one agent, under the first of them in the conversation
        CASE WHEN agent_id IS NOT NULL THEN first_value(agent_id) OVER (
            PARTITION BY conversation_key, person_id ORDER BY turn) END AS agent_id),
    -- the latest end so far, not the end of the turn before: in calls, turns overlap
    max(ends) OVER (so_far ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS heard_until,
    -- who looks after the customer at this turn: agent or bot, whichever spoke last
    last_value(CASE WHEN role IN ('agent', 'bot') THEN role END IGNORE NULLS)
        OVER (so_far ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS served_by
FROM spoken
WINDOW so_far AS (PARTITION BY conversation_key ORDER BY turn);
