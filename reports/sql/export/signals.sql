-- What was seen in the turns of current conversations, each with its words.
SELECT
    c.conversation_id, c.source, s.conversation_key, s.turn, t.role, t.agent_id, s.name, s.level, s.probability, s.span_start AS "start",
    s.span_end AS "end", substring(t.text, s.span_start + 1, s.span_end - s.span_start) AS text, s.detector, s.version
FROM signals AS s
JOIN conversations AS c ON c.conversation_key = s.conversation_key
JOIN turns AS t ON t.conversation_key = s.conversation_key AND t.turn = s.turn
WHERE c.is_current
