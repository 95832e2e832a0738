-- review_frame: the answers of a period that people can review, by person and language; `answer_id` is a macro.
CREATE OR REPLACE TEMP TABLE review_frame AS
WITH people AS (
    SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id
)
SELECT
    answer_id(a.conversation_key, a.agent_id, a.definition, a.question) AS answer_id,
    a.conversation_key,
    a.agent_id,
    a.question,
    a.definition,
    coalesce(p.person_id, a.agent_id, '') AS person,
    coalesce(c.language, '') AS language
FROM answers AS a
JOIN conversations AS c ON c.conversation_key = a.conversation_key
LEFT JOIN people AS p ON p.agent_id = a.agent_id
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL AND c.text_deleted_on IS NULL
  AND a.answer <> 'not_scored'
  AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
