-- Answers that count of the period by question and topic: how many, and their mean. Sums are of decimals, whatever the order.
SELECT
    a.definition,
    min(a.question) AS question,
    coalesce(t.topic, 'not determined') AS topic,
    count(*) AS n,
    sum(a.value::DECIMAL(18, 6))::DOUBLE / count(*) AS mean
FROM answers AS a
JOIN conversations AS c ON c.conversation_key = a.conversation_key
LEFT JOIN (SELECT conversation_key, min(topic) AS topic FROM topics GROUP BY conversation_key) AS t
    ON t.conversation_key = a.conversation_key
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL AND a.value IS NOT NULL
  AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
GROUP BY a.definition, coalesce(t.topic, 'not determined')
ORDER BY question, a.definition, topic
