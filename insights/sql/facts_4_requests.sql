-- fact_requests: one row a conversation in which a bot took part or a customer asked for a person.
-- Requests in a row, with nobody answering in between, are one request.
CREATE OR REPLACE TEMP TABLE fact_requests AS
WITH with_bot AS (
    SELECT conversation_key
    FROM fact_turns
    GROUP BY conversation_key
    HAVING bool_or(role = 'bot')
),
around AS (
    SELECT
        t.conversation_key,
        t.turn,
        t.role = 'customer' AND t.asks_for_person AS asks,
        t.served_by,
        first_value(CASE WHEN t.role IN ('agent', 'bot') THEN t.turn END IGNORE NULLS) OVER later AS answer_turn,
        first_value(CASE WHEN t.role IN ('agent', 'bot') THEN t.role END IGNORE NULLS) OVER later AS answered_by,
        first_value(CASE WHEN t.role = 'agent' THEN t.turn END IGNORE NULLS) OVER later AS agent_turn
    FROM fact_turns AS t
    JOIN with_bot AS b ON b.conversation_key = t.conversation_key
    WINDOW later AS (
        PARTITION BY t.conversation_key ORDER BY t.turn ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
),
requests AS (
    SELECT
        conversation_key,
        coalesce(answer_turn, -1) AS answer_turn,
        coalesce(answered_by, 'nobody') AS answered_by,
        agent_turn,
        min(agent_turn) OVER (PARTITION BY conversation_key) AS first_agent_turn
    FROM around
    WHERE asks AND (served_by = 'bot' OR answered_by = 'bot')
),
counted AS (
    SELECT
        conversation_key,
        count(DISTINCT answer_turn) FILTER (answered_by <> 'agent') AS to_bot,
        bool_or(agent_turn IS NULL) AS never_a_person,
        count(DISTINCT answer_turn) FILTER (agent_turn = first_agent_turn) AS before_a_person
    FROM requests
    GROUP BY conversation_key
)
SELECT
    b.conversation_key,
    coalesce(c.to_bot, 0) AS to_bot,
    c.never_a_person OR c.before_a_person >= 2 AS unhonoured
FROM with_bot AS b
LEFT JOIN counted AS c ON c.conversation_key = b.conversation_key;
