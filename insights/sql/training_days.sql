-- Of every person with scores in the period: days of training up to its end, days since the last one (null: never
-- trained), mean score, mean customer satisfaction, and what the means rest on.
WITH known AS (
    SELECT agent_id, min(person_id) AS person, bool_or(bool_or(exclude)) OVER (PARTITION BY min(person_id)) AS exclude
    FROM agents
    GROUP BY agent_id
),
contacts AS (
    SELECT conversation_key
    FROM conversations
    WHERE is_current AND excluded IS NULL AND not_scored IS NULL
      AND coalesce(started_at, file_time) >= $period_from AND coalesce(started_at, file_time) < $period_to
),
csat AS (
    SELECT conversation_key, max(value) AS csat FROM facts WHERE fact = 'csat' GROUP BY conversation_key
),
scored AS (
    SELECT
        coalesce(k.person, s.agent_id) AS person,
        s.conversation_key,
        avg(s.score::DECIMAL(18, 6)) AS score,
        any_value(v.csat) AS csat
    FROM scores AS s
    JOIN contacts AS c ON c.conversation_key = s.conversation_key
    LEFT JOIN known AS k ON k.agent_id = s.agent_id
    LEFT JOIN csat AS v ON v.conversation_key = s.conversation_key
    WHERE s.agent_id IS NOT NULL AND NOT coalesce(k.exclude, false)
    GROUP BY ALL
),
trained AS (
    SELECT coalesce(k.person, t.person_id) AS person, count(DISTINCT trained_on) AS days, max(trained_on) AS last
    FROM trainings AS t
    LEFT JOIN known AS k ON k.agent_id = t.person_id
    WHERE trained_on <= $last_day
    GROUP BY ALL
)
SELECT
    s.person,
    coalesce(any_value(t.days), 0)::DOUBLE AS days,
    date_diff('day', any_value(t.last), $last_day::DATE)::DOUBLE AS since,
    count(s.score) AS scores,
    sum(s.score::DECIMAL(18, 6))::DOUBLE / nullif(count(s.score), 0) AS quality,
    count(s.csat) AS ratings,
    sum(s.csat::DECIMAL(18, 6))::DOUBLE / nullif(count(s.csat), 0) AS csat
FROM scored AS s
LEFT JOIN trained AS t ON t.person = s.person
GROUP BY s.person
ORDER BY s.person
