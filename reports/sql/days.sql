-- Conversations a local day of the period, and how many of them were not judged.
SELECT
    strftime((dated_at AT TIME ZONE $time_zone)::DATE, '%Y-%m-%d') AS day,
    count(*) FILTER (is_judged) AS judged,
    count(*) FILTER (NOT is_judged) AS missing
FROM (
    SELECT coalesce(started_at, file_time) AS dated_at, not_scored IS NULL AND conversation_key IN (SELECT conversation_key FROM scores) AS is_judged
    FROM conversations
    WHERE is_current AND excluded IS NULL AND coalesce(started_at, file_time) >= $period_from AND coalesce(started_at, file_time) < $period_to
)
GROUP BY 1
ORDER BY 1
