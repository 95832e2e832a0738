-- The table facts, of current conversations.
SELECT c.conversation_id, c.source, t.*
FROM facts AS t
JOIN conversations AS c ON c.conversation_key = t.conversation_key
WHERE c.is_current
