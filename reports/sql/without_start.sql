-- Conversations that do not say when they began: in this period by the time of their file, or in no period at all.
SELECT
    file_time IS NOT NULL AS by_file,
    count(*) AS conversations,
    list(conversation_id ORDER BY conversation_id)[:$named] AS named
FROM conversations
WHERE is_current AND excluded IS NULL AND started_at IS NULL
  AND (file_time IS NULL OR (file_time >= $period_from AND file_time < $period_to))
GROUP BY 1
ORDER BY 1 DESC
