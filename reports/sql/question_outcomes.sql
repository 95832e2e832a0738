-- What goes with what customers say: the surest first in every kind of score.
SELECT outcome, definition, question, period_from, period_to, n, agents, association, low, high, p, q, needed, state
FROM question_outcomes
ORDER BY outcome, p NULLS LAST, question, definition
