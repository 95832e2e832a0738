-- The topic of current conversations, with the words that show it.
SELECT
    c.conversation_id, c.source, t.*, substring(u.text, t.span_start + 1, t.span_end - t.span_start) AS text
FROM topics AS t
JOIN conversations AS c ON c.conversation_key = t.conversation_key
LEFT JOIN turns AS u ON u.conversation_key = t.conversation_key AND u.turn = t.turn
WHERE c.is_current
