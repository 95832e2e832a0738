-- Answers added up by question, person and kind of work, in a fixed order; needs flag_answers. total, squares: of the
-- values. likely, likely_squares, doubt: mean, mean square and variance of the value that is right, given the
-- probability p of the one at hand: p · value + (1 − p) · (1 − value), and so on. Sums of decimals do not depend on the
-- order of rows.
SELECT
    question,
    person,
    work,
    is_now,
    count(*)::DOUBLE AS size,
    count(*) FILTER (unsure)::DOUBLE AS unsure,
    coalesce(sum(value), 0)::DOUBLE AS total,
    coalesce(sum((value::DOUBLE * value)::DECIMAL(18, 9)), 0)::DOUBLE AS squares,
    coalesce(sum((probability::DOUBLE * value + (1 - probability::DOUBLE) * (1 - value))::DECIMAL(18, 9)), 0)::DOUBLE AS likely,
    coalesce(sum((probability::DOUBLE * value ** 2 + (1 - probability::DOUBLE) * (1 - value) ** 2)::DECIMAL(18, 9)), 0)::DOUBLE
        AS likely_squares,
    coalesce(sum((probability::DOUBLE * (1 - probability::DOUBLE) * (2 * value::DOUBLE - 1) ** 2)::DECIMAL(18, 9)), 0)::DOUBLE
        AS doubt
FROM flag_answers
WHERE value IS NOT NULL OR unsure
GROUP BY question, person, work, is_now
ORDER BY question, person, work, is_now
