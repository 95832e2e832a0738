-- Who trained in which skill first when, as the person of agents.csv, and how many more days of training they had in it.
WITH known AS (
    SELECT agent_id, min(person_id) AS person
    FROM agents
    GROUP BY agent_id
)
SELECT
    t.skill,
    coalesce(k.person, t.person_id) AS person,
    min(t.trained_on) AS first_on,
    count(DISTINCT t.trained_on) - 1 AS again
FROM trainings AS t
LEFT JOIN known AS k ON k.agent_id = t.person_id
GROUP BY ALL
ORDER BY ALL
