-- How each step of a script ended in current conversations, with the words that voiced it.
SELECT
    c.conversation_id, c.source, s.conversation_key, s.agent_id, s.script, s.step, s.status, s.turn, h.span_start AS "start", h.span_end AS "end",
    s.probability, s.reason
FROM steps AS s
JOIN conversations AS c ON c.conversation_key = s.conversation_key
LEFT JOIN signals AS h ON h.conversation_key = s.conversation_key AND h.turn = s.turn AND h.level >= 1
    AND h.name = 'step:' || s.script || '/' || s.step
WHERE c.is_current
QUALIFY row_number() OVER (
    PARTITION BY s.conversation_key, s.agent_id, s.script, s.step ORDER BY h.span_start, h.span_end) = 1
