-- The training plan that follows from the flags: in the order of weeks and gain, then what is not planned.
SELECT *
FROM plans
ORDER BY week NULLS LAST, expected_gain DESC, skill, definition, language, topic NULLS FIRST, session
