-- What was said in current conversations, redacted.
SELECT
    c.conversation_id, c.source, t.conversation_key, t.turn, t.role, t.speaker, t.agent_id, t.internal, t.text, t.language, t.t, t.end_t,
    t.not_scored
FROM turns AS t
JOIN conversations AS c ON c.conversation_key = t.conversation_key
WHERE c.is_current
