-- Conversations of [period_from, period_to) that a rule of the configuration keeps out of all figures.
SELECT excluded AS reason, count(*) AS conversations
FROM conversations
WHERE is_current AND excluded IS NOT NULL AND coalesce(started_at, file_time) >= $period_from AND coalesce(started_at, file_time) < $period_to
GROUP BY excluded
ORDER BY 2 DESC, 1
