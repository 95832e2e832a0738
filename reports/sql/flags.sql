-- The flags as last decided, with the largest shortfall first.
SELECT *
FROM flags
ORDER BY kind, (expected - observed) * n DESC NULLS LAST, subject, definition, question
