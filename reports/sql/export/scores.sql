-- Scores of current conversations.
SELECT c.conversation_id, c.source, s.*, coalesce(p.person_id, s.agent_id) AS person_id
FROM scores AS s
JOIN conversations AS c ON c.conversation_key = s.conversation_key
LEFT JOIN (SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id) AS p ON p.agent_id = s.agent_id
WHERE c.is_current
