-- Names by agent_id, and the person behind it.
SELECT agent_id, min(person_id) AS person, min(name) AS name, min(team) AS team
FROM agents
GROUP BY agent_id
ORDER BY agent_id
