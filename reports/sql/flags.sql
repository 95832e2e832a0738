-- The flags of the period with the largest shortfall first.
SELECT *
FROM flags
WHERE period_from = $period_from AND period_to = $period_to
ORDER BY kind, (expected - observed) * n DESC NULLS LAST, subject, definition, question
