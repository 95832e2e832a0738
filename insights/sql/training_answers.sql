-- training_answers: the answers to one question, a row each, on current, not excluded, scored conversations, with the
-- person who gave them (not of those excluded), the kind of work and the local day. Needs trainings' skill and a version of it.
CREATE OR REPLACE TEMP TABLE training_answers AS
WITH topic_of AS (
    SELECT conversation_key, min(topic) AS topic
    FROM topics
    GROUP BY conversation_key
),
known AS (
    SELECT agent_id, min(person_id) AS person, bool_or(bool_or(exclude)) OVER (PARTITION BY min(person_id)) AS exclude
    FROM agents
    GROUP BY agent_id
)
SELECT
    coalesce(k.person, a.agent_id) AS person,
    coalesce(t.topic, '') AS topic,
    coalesce(c.language, '') AS language,
    coalesce(c.channel, '') AS channel,
    coalesce(c.queue, '') AS queue,
    (coalesce(c.started_at, c.file_time) AT TIME ZONE $time_zone)::DATE AS day,
    a.answer = 'unsure' AS unsure,
    CASE WHEN a.answer IN ('yes', 'no', 'partly') THEN a.value END::DECIMAL(9, 6) AS value
FROM answers AS a
JOIN conversations AS c ON c.conversation_key = a.conversation_key
LEFT JOIN topic_of AS t ON t.conversation_key = c.conversation_key
LEFT JOIN known AS k ON k.agent_id = a.agent_id
WHERE a.question = $skill AND a.definition = $definition AND a.agent_id IS NOT NULL
  AND NOT coalesce(k.exclude, false)
  AND c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
  AND coalesce(c.started_at, c.file_time) >= $first AND coalesce(c.started_at, c.file_time) < $end
