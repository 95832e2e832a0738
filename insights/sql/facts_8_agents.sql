-- fact_agent_values: one row an agent in a conversation, one column a fact. An agent's time runs from their first
-- turn to the first turn of the next agent, or to the end of the handling: together they make up handle_time_s.
CREATE OR REPLACE TEMP TABLE fact_agent_values AS
WITH said AS (
    SELECT
        conversation_key,
        turn,
        agent_id,
        starts,
        lag(agent_id) OVER (PARTITION BY conversation_key ORDER BY turn) IS DISTINCT FROM agent_id AS takes_over
    FROM fact_turns
    WHERE role = 'agent' AND agent_id IS NOT NULL
),
stints AS (
    SELECT
        conversation_key,
        agent_id,
        starts,
        lead(turn) OVER in_order AS turn_next,
        lead(starts) OVER in_order AS starts_next
    FROM said
    WHERE takes_over
    WINDOW in_order AS (PARTITION BY conversation_key ORDER BY turn)
),
handled AS (
    SELECT
        s.conversation_key,
        s.agent_id,
        count(*) AS stints,
        count(t.handle_time_s + CASE WHEN s.turn_next IS NULL THEN t.served_until ELSE s.starts_next END - s.starts)
            AS timed,
        sum(at_least_zero(CASE WHEN s.turn_next IS NULL THEN t.served_until ELSE s.starts_next END - s.starts))
            AS seconds
    FROM stints AS s
    JOIN fact_times AS t ON t.conversation_key = s.conversation_key
    GROUP BY s.conversation_key, s.agent_id
),
turns_of AS (
    SELECT conversation_key, agent_id, count(*) AS turns
    FROM said
    GROUP BY conversation_key, agent_id
)
SELECT
    n.conversation_key,
    n.agent_id,
    n.turns::DOUBLE AS agent_turns,
    round(CASE WHEN h.timed = h.stints THEN h.seconds END, 3)::DOUBLE AS agent_handle_time_s
FROM turns_of AS n
JOIN handled AS h ON h.conversation_key = n.conversation_key AND h.agent_id = n.agent_id;
