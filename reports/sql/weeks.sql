-- Weeks of seven days that end where the period ends, oldest first, 1 the newest: scores, and outcomes that are known.
WITH kept AS (
    SELECT conversation_key,
        1 + floor((epoch($period_to) - epoch(coalesce(started_at, file_time))) / (7 * 86400))::INTEGER AS week
    FROM conversations
    WHERE is_current AND excluded IS NULL AND not_scored IS NULL
      AND coalesce(started_at, file_time) >= $since AND coalesce(started_at, file_time) < $period_to
),
scored AS (
    SELECT k.week, s.score::DECIMAL(18, 6) AS score, k.conversation_key
    FROM kept AS k
    JOIN scores AS s ON s.conversation_key = k.conversation_key
    WHERE s.score IS NOT NULL
),
by_week AS (
    SELECT week, count(*) AS scores, sum(score)::DOUBLE / count(*) AS mean,
        sum(score * score)::DOUBLE / count(*) AS mean_square
    FROM scored
    GROUP BY week
),
ended AS (
    SELECT k.week, count(*) AS outcomes, count(*) FILTER (o.outcome = 'resolved') AS resolved
    FROM kept AS k
    JOIN outcomes AS o ON o.conversation_key = k.conversation_key
    WHERE o.outcome <> 'unsure'
    GROUP BY k.week
)
SELECT
    w.week::INTEGER AS week,
    coalesce(b.scores, 0) AS scores,
    b.mean,
    b.mean_square,
    coalesce(e.outcomes, 0) AS outcomes,
    coalesce(e.resolved, 0) AS resolved
FROM range(1, $weeks + 1) AS w(week)
LEFT JOIN by_week AS b ON b.week = w.week
LEFT JOIN ended AS e ON e.week = w.week
ORDER BY w.week DESC
