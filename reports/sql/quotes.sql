-- The quotes behind the wanted answers, one row a wanted answer: the spans it rests on, or none where it rests on
-- absence. A flag of a topic, and anyone's, take the answer of the agent who fits best: lowest for a bad example, else
-- highest.
WITH people AS (
    SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id
),
topic_of AS (
    SELECT conversation_key, min(topic) AS topic FROM topics GROUP BY conversation_key
),
meant AS (
    SELECT w.place, a.*
    FROM wanted AS w
    JOIN answers AS a ON a.conversation_key = w.conversation_key AND a.question = w.question
        AND a.definition = w.definition
    LEFT JOIN people AS p ON p.agent_id = a.agent_id
    LEFT JOIN topic_of AS t ON t.conversation_key = a.conversation_key
    WHERE w.subject = CASE w.kind WHEN 'agent' THEN coalesce(p.person_id, a.agent_id) WHEN 'topic' THEN t.topic ELSE w.subject END
      AND a.value IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY w.place ORDER BY CASE WHEN w.is_good THEN -a.value ELSE a.value END, a.agent_id) = 1
),
spans AS (
    SELECT m.place, m.conversation_key, unnest(m.evidence) AS span FROM meant AS m
),
quoted AS (
    SELECT
        s.place,
        list({
            'role': t.role, 'language': t.language, 'turn': t.turn, 'text': t.text,
            'span_start': s.span.span_start, 'span_end': s.span.span_end
        } ORDER BY t.turn, s.span.span_start) AS quotes
    FROM spans AS s
    JOIN turns AS t ON t.conversation_key = s.conversation_key AND t.turn = s.span.turn
    GROUP BY s.place
)
SELECT
    m.place,
    m.conversation_key,
    c.conversation_id,
    epoch_us(coalesce(c.started_at, c.file_time)) AS started_us,
    c.started_at IS NULL AND c.file_time IS NOT NULL AS by_file,
    m.agent_id,
    m.answer,
    m.value,
    m.probability,
    m.reason,
    coalesce(q.quotes, []) AS quotes
FROM meant AS m
JOIN conversations AS c ON c.conversation_key = m.conversation_key
LEFT JOIN quoted AS q ON q.place = m.place
ORDER BY m.place
