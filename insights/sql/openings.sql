-- What customers said first, one row a turn, by conversation: the turns that may open it, of conversations of both periods.
SELECT
    c.conversation_key,
    coalesce(c.customer_key, c.conversation_key) AS customer,
    c.language,
    coalesce(c.started_at, c.file_time) >= $period_from AS is_now,
    floor((epoch(CASE WHEN coalesce(c.started_at, c.file_time) >= $period_from THEN $period_to ELSE $period_from END)
        - epoch(coalesce(c.started_at, c.file_time))) / 604800.0001)::INTEGER AS week,
    t.turn,
    left(t.text, $longest) AS text
FROM conversations AS c
JOIN turns AS t ON t.conversation_key = c.conversation_key
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL AND c.language IS NOT NULL
  AND t.role = 'customer' AND NOT t.internal AND t.text <> ''
  AND coalesce(c.started_at, c.file_time) >= $previous_from AND coalesce(c.started_at, c.file_time) < $period_to
QUALIFY row_number() OVER (PARTITION BY t.conversation_key ORDER BY t.turn) <= $turns
ORDER BY c.conversation_key, t.turn
