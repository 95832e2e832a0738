-- How each person did in the period and in the one before.
WITH people AS (
    SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id
),
scored AS (
    SELECT
        coalesce(p.person_id, s.agent_id) AS person, s.conversation_key, s.score::DECIMAL(18, 6) AS score, s.auto_fail,
        s.provisional, coalesce(c.started_at, c.file_time) >= $period_from AS is_now
    FROM scores AS s
    JOIN conversations AS c ON c.conversation_key = s.conversation_key
    LEFT JOIN people AS p ON p.agent_id = s.agent_id
    WHERE s.agent_id IS NOT NULL AND c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
      AND coalesce(c.started_at, c.file_time) >= $previous_from AND coalesce(c.started_at, c.file_time) < $period_to
)
SELECT
    person,
    count(DISTINCT conversation_key) FILTER (is_now) AS conversations,
    sum(score) FILTER (is_now)::DOUBLE / nullif(count(score) FILTER (is_now), 0) AS score,
    sum(score) FILTER (NOT is_now)::DOUBLE / nullif(count(score) FILTER (NOT is_now), 0) AS previous_score,
    count(*) FILTER (is_now AND auto_fail) AS auto_fails,
    count(*) FILTER (is_now AND provisional) AS provisional
FROM scored
GROUP BY person
ORDER BY person
