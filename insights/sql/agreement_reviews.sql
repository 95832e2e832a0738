-- What people answered of the random sample, one row an answer and reviewer. Rows to decide were not drawn, and are not here.
SELECT
    a.question, a.definition, a.language, a.answer_id, a.probability, a.to_decide, a.answer AS automatic, a.counted, a.value,
    r.reviewer, r.answer
FROM agreement_answers AS a
JOIN reviews AS r ON r.answer_id = a.answer_id
ORDER BY a.definition, a.question, a.language, a.answer_id, r.reviewer
