-- Current conversations as a vCon heads them: what is known of the whole, and how it ended, with the words.
SELECT
    c.conversation_id, c.source, c.conversation_key, c.revision, c.channel, c.language, c.queue, c.started_at, b.read_at, c.customer_key,
    t.topic, c.excluded, c.not_scored, c.text_deleted_on,
    CASE WHEN o.outcome IS NOT NULL THEN {
        'outcome': o.outcome, 'probability': o.probability, 'turn': o.turn, 'start': o.span_start, 'end': o.span_end,
        'escalated_to': o.escalated_to, 'promise_turn': o.promise_turn, 'promise_due': o.due} END AS resolution
FROM conversations AS c
LEFT JOIN batches AS b ON b.batch_id = c.batch_id
LEFT JOIN topics AS t ON t.conversation_key = c.conversation_key
LEFT JOIN outcomes AS o ON o.conversation_key = c.conversation_key
WHERE c.is_current
