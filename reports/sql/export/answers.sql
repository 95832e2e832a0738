-- Answers of current conversations, each with the words that it rests on.
WITH quoted AS (
    SELECT
        a.place,
        list({
            'turn': a.span.turn, 'start': a.span.span_start, 'end': a.span.span_end,
            'text': substring(t.text, a.span.span_start + 1, a.span.span_end - a.span.span_start)
        } ORDER BY a.span.turn, a.span.span_start, a.span.span_end) AS evidence
    FROM (SELECT rowid AS place, conversation_key, unnest(evidence) AS span FROM answers) AS a
    JOIN turns AS t ON t.conversation_key = a.conversation_key AND t.turn = a.span.turn
    GROUP BY a.place
)
SELECT
    c.conversation_id, c.source, a.conversation_key, a.agent_id, coalesce(p.person_id, a.agent_id) AS person_id, a.scorecard, a.section,
    a.question, a.definition, a.answer, a.value, a.probability, a.weight, a.critical, a.reason, coalesce(q.evidence, []) AS evidence
FROM (SELECT rowid AS place, * FROM answers) AS a
JOIN conversations AS c ON c.conversation_key = a.conversation_key
LEFT JOIN quoted AS q ON q.place = a.place
LEFT JOIN (SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id) AS p ON p.agent_id = a.agent_id
WHERE c.is_current
