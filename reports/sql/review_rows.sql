-- The rows of a review export: what is to be said of each chosen answer (`review_chosen`: answer_id, conversation_key,
-- agent_id, question, definition), with the turns that it rests on, in their order.
WITH topic_of AS (
    SELECT conversation_key, min(topic) AS topic FROM topics GROUP BY conversation_key
),
spans AS (
    SELECT m.answer_id, a.conversation_key, unnest(a.evidence) AS span
    FROM review_chosen AS m
    JOIN answers AS a ON a.conversation_key = m.conversation_key AND a.agent_id IS NOT DISTINCT FROM m.agent_id
        AND a.question = m.question AND a.definition = m.definition
),
quoted AS (
    SELECT
        s.answer_id,
        list({
            'role': t.role, 'language': t.language, 'turn': t.turn, 'text': t.text,
            'span_start': s.span.span_start, 'span_end': s.span.span_end
        } ORDER BY t.turn, s.span.span_start) AS quotes
    FROM spans AS s
    JOIN turns AS t ON t.conversation_key = s.conversation_key AND t.turn = s.span.turn
    GROUP BY s.answer_id
)
SELECT
    m.answer_id,
    m.conversation_key,
    c.conversation_id,
    epoch_us(coalesce(c.started_at, c.file_time)) AS started_us,
    c.started_at IS NULL AND c.file_time IS NOT NULL AS by_file,
    m.agent_id,
    coalesce(c.language, '') AS language,
    coalesce(t.topic, '') AS topic,
    m.question,
    m.definition,
    a.answer,
    coalesce(q.quotes, []) AS quotes
FROM review_chosen AS m
JOIN answers AS a ON a.conversation_key = m.conversation_key AND a.agent_id IS NOT DISTINCT FROM m.agent_id
    AND a.question = m.question AND a.definition = m.definition
JOIN conversations AS c ON c.conversation_key = m.conversation_key
LEFT JOIN topic_of AS t ON t.conversation_key = m.conversation_key
LEFT JOIN quoted AS q ON q.answer_id = m.answer_id
ORDER BY c.language, m.agent_id, started_us, m.conversation_key, m.question, m.answer_id
