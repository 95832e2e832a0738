-- Typical openings of found topics, as far as their text is kept.
SELECT
    q.found_topic,
    c.conversation_key,
    c.conversation_id,
    epoch_us(coalesce(c.started_at, c.file_time)) AS started_us,
    c.started_at IS NULL AS by_file,
    t.role,
    t.language,
    t.turn,
    t.text,
    q.quote.span_start AS span_start,
    q.quote.span_end AS span_end
FROM (
    SELECT found_topic, unnest(quotes) AS quote, generate_subscripts(quotes, 1) AS place
    FROM found_topics
) AS q
JOIN conversations AS c ON c.conversation_key = q.quote.conversation_key
JOIN turns AS t ON t.conversation_key = q.quote.conversation_key AND t.turn = q.quote.turn
WHERE t.text <> ''
ORDER BY q.found_topic, q.place
