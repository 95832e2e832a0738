-- flag_answers: the answers to every question of both periods, with whom and what they are about. value is null where
-- an answer does not count. Means are taken of decimals, whose sums do not depend on the order of the rows.
CREATE OR REPLACE TEMP TABLE flag_answers AS
WITH people AS (
    SELECT agent_id, min(person_id) AS person_id,
        bool_or(bool_or(exclude)) OVER (PARTITION BY min(person_id)) AS exclude  -- under every id of the person
    FROM agents
    GROUP BY agent_id
),
topic_of AS (
    SELECT conversation_key, min(topic) AS topic
    FROM topics
    GROUP BY conversation_key
)
SELECT
    a.conversation_key,
    CASE WHEN NOT coalesce(p.exclude, false) THEN coalesce(p.person_id, a.agent_id) END AS person,
    t.topic,
    a.definition,
    a.question,
    CASE WHEN a.answer IN ('yes', 'no', 'partly') THEN a.value::DECIMAL(18, 9) END AS value,
    a.probability,
    coalesce(c.started_at, c.file_time) AS dated_at,
    coalesce(c.started_at, c.file_time) >= $period_from AS is_now
FROM answers AS a
JOIN conversations AS c ON c.conversation_key = a.conversation_key
LEFT JOIN people AS p ON p.agent_id = a.agent_id
LEFT JOIN topic_of AS t ON t.conversation_key = a.conversation_key
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
  AND coalesce(c.started_at, c.file_time) >= $previous_from AND coalesce(c.started_at, c.file_time) < $period_to
