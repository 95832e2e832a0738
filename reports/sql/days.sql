-- Conversations a local day of the period, and how many of them were not judged.
SELECT
    strftime((started_at AT TIME ZONE $time_zone)::DATE, '%Y-%m-%d') AS day,
    count(*) FILTER (is_judged) AS judged,
    count(*) FILTER (NOT is_judged) AS missing
FROM (
    SELECT started_at, not_scored IS NULL AND conversation_key IN (SELECT conversation_key FROM scores) AS is_judged
    FROM conversations
    WHERE is_current AND excluded IS NULL AND started_at >= $period_from AND started_at < $period_to
)
GROUP BY 1
ORDER BY 1
