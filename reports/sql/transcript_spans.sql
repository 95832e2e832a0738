-- What was seen in the wanted conversations: signals, how it ended and with whom, what fell due when, and the spans that answers rest on.
SELECT s.conversation_key, s.turn, s.span_start, s.span_end, s.name, s.level, max(s.probability) AS probability
FROM signals AS s
JOIN wanted AS w ON w.conversation_key = s.conversation_key
WHERE s.level >= 1
GROUP BY ALL
UNION ALL
SELECT o.conversation_key, o.turn, o.span_start, o.span_end,
    'outcome:' || o.outcome || coalesce(' to ' || nullif(o.escalated_to, 'unknown'), ''), 1, o.probability
FROM outcomes AS o
JOIN wanted AS w ON w.conversation_key = o.conversation_key
WHERE o.turn IS NOT NULL AND o.span_start IS NOT NULL
UNION ALL
SELECT o.conversation_key, o.promise_turn, o.by_start, o.by_end, 'promise:due ' || strftime(o.due, '%Y-%m-%d'), 1, 1
FROM outcomes AS o
JOIN wanted AS w ON w.conversation_key = o.conversation_key
WHERE o.due IS NOT NULL
UNION ALL
SELECT DISTINCT e.conversation_key, e.span.turn, e.span.span_start, e.span.span_end, 'evidence:' || e.question, 1, 0
FROM (
    SELECT a.conversation_key, a.question, unnest(a.evidence) AS span
    FROM answers AS a
    JOIN wanted AS w ON w.conversation_key = a.conversation_key
) AS e
ORDER BY 1, 2, 3, 4, 5, 6
