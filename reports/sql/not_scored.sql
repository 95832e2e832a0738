-- Why conversations of [period_from, period_to) have no score: reasons of ours or of the input, never of an agent.
SELECT coalesce(c.not_scored, 'no agent turn that could be judged') AS reason, count(*) AS conversations
FROM conversations AS c
WHERE c.is_current AND c.excluded IS NULL AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
  AND (c.not_scored IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM scores AS s WHERE s.conversation_key = c.conversation_key))
GROUP BY 1
ORDER BY 2 DESC, 1
