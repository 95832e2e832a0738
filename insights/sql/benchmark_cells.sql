-- A question's answers of the period that count, added up by kind of work and person; needs flag_answers.
SELECT
    work,
    person,
    count(value)::DOUBLE AS size,
    sum(value)::DOUBLE AS total
FROM flag_answers
WHERE question = $question AND is_now AND value IS NOT NULL
GROUP BY work, person
ORDER BY work, person
