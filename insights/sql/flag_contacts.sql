-- flag_contacts: the conversations of both periods that are compared, numbered; age from 1, newest first.
CREATE OR REPLACE TEMP TABLE flag_contacts AS
WITH topic_of AS (
    SELECT conversation_key, min(topic) AS topic
    FROM topics
    GROUP BY conversation_key
)
SELECT
    (row_number() OVER (ORDER BY c.conversation_key) - 1)::INTEGER AS contact,
    c.conversation_key,
    coalesce(t.topic, '') AS topic,
    coalesce(c.language, '') AS language,
    coalesce(c.channel, '') AS channel,
    coalesce(c.queue, '') AS queue,
    coalesce(c.started_at, c.file_time) >= $period_from AS is_now,
    (row_number() OVER (ORDER BY coalesce(c.started_at, c.file_time) DESC, c.conversation_key))::INTEGER AS age
FROM conversations AS c
LEFT JOIN topic_of AS t ON t.conversation_key = c.conversation_key
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
  AND coalesce(c.started_at, c.file_time) >= $previous_from AND coalesce(c.started_at, c.file_time) < $period_to
