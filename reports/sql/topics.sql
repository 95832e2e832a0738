-- Topics of the period, most frequent first, with the period before and the mean score.
WITH kept AS (
    SELECT c.conversation_key, coalesce(c.started_at, c.file_time) >= $period_from AS is_now, coalesce(t.topic, 'not determined') AS topic
    FROM conversations AS c
    LEFT JOIN (SELECT conversation_key, min(topic) AS topic FROM topics GROUP BY conversation_key) AS t
        ON t.conversation_key = c.conversation_key
    WHERE c.is_current AND c.excluded IS NULL AND coalesce(c.started_at, c.file_time) >= $previous_from AND coalesce(c.started_at, c.file_time) < $period_to
),
scored AS (
    SELECT
        k.topic,
        sum(s.score::DECIMAL(18, 6)) FILTER (k.is_now)::DOUBLE / nullif(count(s.score) FILTER (k.is_now), 0) AS score,
        count(s.score) FILTER (k.is_now) AS scores
    FROM kept AS k
    JOIN scores AS s ON s.conversation_key = k.conversation_key
    GROUP BY k.topic
)
SELECT
    k.topic,
    count(*) FILTER (k.is_now) AS conversations,
    count(*) FILTER (k.is_now)::DOUBLE / nullif(sum(count(*) FILTER (k.is_now)) OVER (), 0) AS share,
    count(*) FILTER (NOT k.is_now) AS previous,
    count(*) FILTER (NOT k.is_now)::DOUBLE / nullif(sum(count(*) FILTER (NOT k.is_now)) OVER (), 0) AS previous_share,
    any_value(s.score) AS score,
    coalesce(any_value(s.scores), 0) AS scores
FROM kept AS k
LEFT JOIN scored AS s ON s.topic = k.topic
GROUP BY k.topic
ORDER BY conversations DESC, previous DESC, k.topic
