-- Turns of [period_from, period_to) that were not judged, beside bots, systems and internal notes; and detectors that failed.
SELECT 'turn not judged: ' || t.not_scored AS reason, count(*) AS turns
FROM turns AS t
JOIN conversations AS c ON c.conversation_key = t.conversation_key
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
  AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
  AND t.role IN ('agent', 'customer', 'unknown') AND NOT t.internal AND t.not_scored IS NOT NULL
GROUP BY 1
UNION ALL
SELECT 'detector ' || f.detector || ' failed: ' || f.reason AS reason, count(*) AS turns
FROM failures AS f
JOIN conversations AS c ON c.conversation_key = f.conversation_key
WHERE c.is_current AND c.excluded IS NULL AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
GROUP BY 1
ORDER BY 2 DESC, 1
