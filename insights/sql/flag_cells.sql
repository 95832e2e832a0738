-- Answers added up by question, subject and group of like work, in a fixed order. Needs flag_answers.
WITH subjects AS (
    SELECT
        CASE $kind WHEN 'agent' THEN person WHEN 'team' THEN team ELSE topic END AS subject,
        CASE $kind WHEN 'topic' THEN coalesce(person, '') ELSE topic END AS work,
        *
    FROM flag_answers
    WHERE (value IS NOT NULL OR unsure) AND (is_now OR $kind = 'topic')
)
SELECT
    definition,
    question,
    subject,
    is_now,
    work,
    language,
    channel,
    CASE $kind WHEN 'topic' THEN '' ELSE queue END AS queue,
    count(*)::DOUBLE AS size,
    count(*) FILTER (unsure)::DOUBLE AS unsure,
    coalesce(sum(value), 0)::DOUBLE AS total,
    coalesce(sum((value * value)::DECIMAL(18, 9)), 0)::DOUBLE AS total_squares,
    coalesce(sum(expected_value), 0)::DOUBLE AS expected_total,
    coalesce(sum(square), 0)::DOUBLE AS squares,
    coalesce(sum(doubt), 0)::DOUBLE AS doubt
FROM subjects
WHERE subject <> ''
GROUP BY ALL
ORDER BY definition, question, subject, is_now, work, language, channel, queue
