-- Conversations as they count now, without their words: those are in `vcon`.
SELECT
    c.conversation_id, c.source, c.conversation_key, c.revision, c.channel, c.language, c.declared_language, c.started_at, c.file_time,
    c.duration_s, c.times_ok, c.agent_id, coalesce(a.person_id, c.agent_id) AS person_id, c.last_agent_id, c.customer_key, c.queue,
    t.topic, t.given_by AS topic_given_by, o.outcome, o.probability AS outcome_probability, o.due AS promise_due, o.escalated_to,
    c.csat, c.nps, c.effort, c.excluded, c.not_scored, c.text_deleted_on, c.text_deleted_why
FROM conversations AS c
LEFT JOIN topics AS t ON t.conversation_key = c.conversation_key
LEFT JOIN outcomes AS o ON o.conversation_key = c.conversation_key
LEFT JOIN (SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id) AS a ON a.agent_id = c.agent_id
WHERE c.is_current
