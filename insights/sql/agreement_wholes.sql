-- What people's answers are held against, one row a question and language.
SELECT
    question, definition, language, count(*) AS answers, count(*) FILTER (counted) AS counted,
    coalesce(sum(value::DECIMAL(18, 6)), 0)::DOUBLE AS total, 
    count(answer_id) FILTER (to_decide) AS doubtful, coalesce(sum(1 / probability) FILTER (to_decide), 0) AS doubtful_weight,
    count(answer_id) FILTER (NOT to_decide) AS others, coalesce(sum(1 / probability) FILTER (NOT to_decide), 0) AS others_weight
FROM agreement_answers
GROUP BY ALL
ORDER BY definition, question, language
