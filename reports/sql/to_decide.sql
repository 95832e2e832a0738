-- What people should decide: one row a conversation of the period, the most pressing first, with all its open points.
-- What a person already answered is not asked again. Pressing: 1 a critical question failed, 2 a critical question is
-- unsure or the score provisional, 3 an example behind a flag, 4 another unsure answer.
WITH kept AS (
    SELECT conversation_key, coalesce(started_at, file_time) AS dated_at
    FROM conversations
    WHERE is_current AND excluded IS NULL AND not_scored IS NULL
      AND coalesce(started_at, file_time) >= $period_from AND coalesce(started_at, file_time) < $period_to
),
people AS (
    SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id
),
topic_of AS (
    SELECT conversation_key, min(topic) AS topic FROM topics GROUP BY conversation_key
),
open_answers AS (
    SELECT a.*, k.dated_at, coalesce(p.person_id, a.agent_id) AS person, t.topic
    FROM answers AS a
    JOIN kept AS k ON k.conversation_key = a.conversation_key
    LEFT JOIN people AS p ON p.agent_id = a.agent_id
    LEFT JOIN topic_of AS t ON t.conversation_key = a.conversation_key
    WHERE NOT EXISTS (
        SELECT 1 FROM reviews AS r
        WHERE r.conversation_key = a.conversation_key AND r.question = a.question
          AND r.agent_id IS NOT DISTINCT FROM a.agent_id)
),
examples AS (
    SELECT DISTINCT kind, subject, definition, question, unnest(worst) AS conversation_key
    FROM flags
    WHERE state = 'below'
),
points AS (
    SELECT
        a.*,
        CASE
            WHEN a.critical AND a.answer = 'no' THEN 1
            WHEN a.critical AND a.answer = 'unsure' THEN 2
            WHEN EXISTS (
                SELECT 1 FROM examples AS e
                WHERE e.conversation_key = a.conversation_key AND e.definition = a.definition
                  AND e.question = a.question
                  AND e.subject = CASE e.kind WHEN 'agent' THEN a.person ELSE a.topic END
            ) AND a.answer IN ('no', 'partly') THEN 3
            WHEN a.answer = 'unsure' THEN 4
        END AS pressing
    FROM open_answers AS a
)
SELECT
    conversation_key,
    min(pressing) AS pressing,
    epoch_us(any_value(dated_at)) AS started_us,
    list({
        'pressing': pressing, 'agent_id': agent_id, 'definition': definition, 'question': question,
        'answer': answer, 'probability': probability, 'reason': reason, 'evidence': evidence
    } ORDER BY pressing, probability DESC, question, agent_id, definition) AS points
FROM points
WHERE pressing IS NOT NULL
GROUP BY conversation_key
ORDER BY min(pressing), any_value(dated_at) DESC, conversation_key
