-- Conversations of the period in which a hostile customer calmed down for good, and what the agent said just before:
-- the angriest first, then the newest, one an agent before a second one. What only delays or refuses is left out.
WITH kept AS (
    SELECT conversation_key, conversation_id, started_at, coalesce(started_at, file_time) AS dated_at
    FROM conversations
    WHERE is_current AND excluded IS NULL AND not_scored IS NULL
      AND coalesce(started_at, file_time) >= $period_from AND coalesce(started_at, file_time) < $period_to
),
people AS (
    SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id
),
angry AS (
    SELECT conversation_key, turn, min_by(span_start, (-probability, span_start)) AS span_start,
        min_by(span_end, (-probability, span_start)) AS span_end
    FROM signals
    WHERE name = 'hostility' AND level >= 1
    GROUP BY ALL
)
SELECT
    k.conversation_key,
    k.conversation_id,
    epoch_us(k.dated_at) AS started_us,
    k.started_at IS NULL AS by_file,
    d.does,
    t.agent_id,
    {'role': c.role, 'language': c.language, 'turn': c.turn, 'text': c.text,
     'span_start': coalesce(a.span_start, 0), 'span_end': coalesce(a.span_end, length(c.text))} AS angry,
    {'role': t.role, 'language': t.language, 'turn': t.turn, 'text': t.text,
     'span_start': d.span_start, 'span_end': d.span_end} AS said
FROM deescalations AS d
JOIN kept AS k ON k.conversation_key = d.conversation_key
JOIN turns AS t ON t.conversation_key = d.conversation_key AND t.turn = d.agent_turn
LEFT JOIN people AS p ON p.agent_id = t.agent_id
JOIN turns AS c ON c.conversation_key = d.conversation_key AND c.turn = d.peak_turn
LEFT JOIN angry AS a ON a.conversation_key = d.conversation_key AND a.turn = d.peak_turn
WHERE c.text <> '' AND t.text <> '' AND d.turned IS NOT NULL AND d.points[-1].level = 0
  AND d.does IN ('empathy', 'offers', 'solves', 'promises', 'hands_over', 'restates', 'asks_detail')
ORDER BY
    row_number() OVER (
        PARTITION BY coalesce(p.person_id, t.agent_id) ORDER BY d.peak_level DESC, k.dated_at DESC, k.conversation_key),
    d.peak_level DESC, k.dated_at DESC, k.conversation_key
LIMIT $most
