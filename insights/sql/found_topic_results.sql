-- How the conversations of the period that belong to a found topic ended and scored, beside all of their language.
WITH kept AS (
    SELECT conversation_key, language
    FROM conversations
    WHERE is_current AND excluded IS NULL AND not_scored IS NULL
      AND coalesce(started_at, file_time) >= $period_from AND coalesce(started_at, file_time) < $period_to
),
ended AS (
    SELECT
        k.conversation_key,
        k.language,
        CASE WHEN o.outcome <> 'unsure' THEN (o.outcome = 'resolved')::INTEGER END AS resolved,
        s.score
    FROM kept AS k
    LEFT JOIN outcomes AS o ON o.conversation_key = k.conversation_key
    LEFT JOIN (
        SELECT conversation_key, avg(score::DECIMAL(18, 6)) AS score FROM scores GROUP BY conversation_key
    ) AS s ON s.conversation_key = k.conversation_key
),
usual AS (
    SELECT language, sum(resolved) / count(resolved) AS all_resolved, sum(score::DECIMAL(18, 6))::DOUBLE / count(score) AS all_score
    FROM ended
    GROUP BY language
)
SELECT
    f.found_topic,
    sum(e.resolved) / nullif(count(e.resolved), 0) AS resolved,
    count(e.resolved) AS outcomes,
    any_value(u.all_resolved) AS all_resolved,
    sum(e.score::DECIMAL(18, 6))::DOUBLE / nullif(count(e.score), 0) AS score,
    count(e.score) AS scores,
    any_value(u.all_score) AS all_score
FROM found_topic_conversations AS f
JOIN ended AS e ON e.conversation_key = f.conversation_key
JOIN usual AS u ON u.language = e.language
GROUP BY f.found_topic
ORDER BY f.found_topic
