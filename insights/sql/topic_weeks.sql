-- How many conversations each of the taxonomy's topics had in each week of both periods; week 0 is a period's last.
WITH kept AS (
    SELECT
        t.topic,
        coalesce(c.started_at, c.file_time) AS dated_at,
        coalesce(c.started_at, c.file_time) >= $period_from AS is_now
    FROM conversations AS c
    JOIN (SELECT conversation_key, min(topic) AS topic FROM topics GROUP BY conversation_key) AS t
        ON t.conversation_key = c.conversation_key
    WHERE c.is_current AND c.excluded IS NULL
      AND coalesce(c.started_at, c.file_time) >= $previous_from AND coalesce(c.started_at, c.file_time) < $period_to
)
SELECT
    topic,
    is_now,
    floor((epoch(CASE WHEN is_now THEN $period_to ELSE $period_from END) - epoch(dated_at)) / 604800.0001)::INTEGER AS week,
    count(*) AS conversations
FROM kept
GROUP BY ALL
ORDER BY ALL
