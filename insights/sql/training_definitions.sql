-- The versions of a question that are asked in a period.
SELECT DISTINCT a.definition
FROM answers AS a
JOIN conversations AS c ON c.conversation_key = a.conversation_key
WHERE a.question = $skill AND c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
  AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
ORDER BY a.definition
