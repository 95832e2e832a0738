-- agreement_answers: automatic answers since the sample began, with the probability of the draw where they were drawn.
CREATE OR REPLACE TEMP TABLE agreement_answers AS
SELECT
    a.conversation_key,
    a.agent_id,
    a.question,
    a.definition,
    coalesce(c.language, '') AS language,
    a.answer,
    a.answer IN ('yes', 'no', 'partly') AND a.value IS NOT NULL AS counted,
    CASE WHEN a.answer IN ('yes', 'no', 'partly') THEN coalesce(a.value, 0) ELSE 0 END AS value,
    d.answer_id,
    d.probability,
    d.to_decide
FROM answers AS a
JOIN conversations AS c ON c.conversation_key = a.conversation_key
LEFT JOIN review_draws AS d
    ON d.conversation_key = a.conversation_key AND d.agent_id IS NOT DISTINCT FROM a.agent_id
    AND d.definition = a.definition AND d.question = a.question AND d.seed = $seed
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL AND a.answer <> 'not_scored'
  AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
