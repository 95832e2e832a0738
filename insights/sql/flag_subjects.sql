-- Every subject and question of the period, with what counts and with its examples. Needs flag_answers.
WITH subjects AS (
    SELECT CASE $kind WHEN 'agent' THEN person WHEN 'team' THEN team ELSE topic END AS subject, *
    FROM flag_answers
    WHERE is_now
)
SELECT
    definition,
    question,
    subject,
    count(value) AS n,
    coalesce(sum(value), 0)::DOUBLE AS total,
    count(*) FILTER (value NOT IN (0, 1)) AS shares,
    count(*) FILTER (unsure) AS unsure,
    coalesce(arg_min(conversation_key, row(value, -probability, -epoch_us(started_at), conversation_key), $examples)
        FILTER (value < 1), []) AS worst,
    coalesce(arg_min(conversation_key, row(-value, -probability, -epoch_us(started_at), conversation_key), $examples)
        FILTER (value > 0), []) AS best,
    coalesce(arg_min(conversation_key, row(-epoch_us(started_at), conversation_key), $examples)
        FILTER (unsure), []) AS unsure_examples
FROM subjects
WHERE subject <> ''
GROUP BY ALL
ORDER BY definition, question, subject
