-- Scores in steps of ten points, now and in the period before.
SELECT
    b.low::INTEGER AS low,
    count(s.score) FILTER (coalesce(c.started_at, c.file_time) >= $period_from) AS now,
    count(s.score) FILTER (coalesce(c.started_at, c.file_time) < $period_from) AS before
FROM range(0, 100, 10) AS b(low)
LEFT JOIN scores AS s ON least(floor(s.score / 10) * 10, 90) = b.low
LEFT JOIN conversations AS c ON c.conversation_key = s.conversation_key
    AND c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
    AND coalesce(c.started_at, c.file_time) >= $previous_from AND coalesce(c.started_at, c.file_time) < $period_to
GROUP BY b.low
ORDER BY b.low
