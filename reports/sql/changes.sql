-- What improves and declines, declining first, agents first, the largest change first.
SELECT kind, subject, definition, question, state, since, noticed, size, size_low, size_high, n_before, n_after, weeks, n,
    weeks_needed, control_limit, points
FROM changes
WHERE state IN ('improving', 'declining')
ORDER BY state, kind, abs(size) DESC, subject, definition, question
