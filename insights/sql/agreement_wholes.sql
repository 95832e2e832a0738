-- What people's answers are held against, one row a question and language.
SELECT
    question, definition, language, count(*) AS answers, count(*) FILTER (counted) AS counted,
    coalesce(sum(value::DECIMAL(18, 6)), 0)::DOUBLE AS total, count(answer_id) AS drawn
FROM agreement_answers
GROUP BY ALL
ORDER BY definition, question, language
