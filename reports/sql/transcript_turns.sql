-- The turns of the wanted conversations, in the order in which they were wanted.
SELECT
    w.place,
    c.conversation_key,
    c.conversation_id,
    c.channel,
    c.language AS conversation_language,
    epoch_us(coalesce(c.started_at, c.file_time)) AS started_us,
    c.started_at IS NULL AND c.file_time IS NOT NULL AS by_file,
    t.turn,
    t.role,
    t.agent_id,
    t.internal,
    t.text,
    coalesce(t.language, c.language) AS language,
    t.t,
    t.not_scored,
    strftime(c.text_deleted_on, '%Y-%m-%d') AS text_deleted_on
FROM wanted AS w
JOIN conversations AS c ON c.conversation_key = w.conversation_key
LEFT JOIN turns AS t ON t.conversation_key = c.conversation_key
ORDER BY w.place, t.turn
