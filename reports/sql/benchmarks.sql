-- Benchmarks of a kind, by question.
SELECT kind, subject, definition, question, n, unsure, observed, low, high, standardised, standardised_low, standardised_high,
    elsewhere, target, q, state, trend
FROM benchmarks
ORDER BY question, definition, kind, subject
