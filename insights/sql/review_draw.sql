-- The random sample of review_frame: of each person and language the answers whose hashes come first, as many as wanted.
-- A hash is drawn once for all: more answers, or more wanted, change little of what is drawn.
SELECT
    answer_id,
    $seed::BIGINT AS seed,
    conversation_key,
    agent_id,
    question,
    definition,
    least(1.0, $sample::DOUBLE / count(*) OVER stratum) AS probability
FROM review_frame
WINDOW stratum AS (PARTITION BY person, language)
QUALIFY row_number() OVER (PARTITION BY person, language ORDER BY sha256($seed::VARCHAR || ':' || answer_id), answer_id) <= $sample
ORDER BY answer_id
