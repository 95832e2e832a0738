-- One row an agent or topic and question: what was observed, what was to be expected, the Wilson interval, the state
-- and the examples. Needs flag_answers. The interval is the formula on the mean, because answers may be shares: a share
-- between 0 and 1 varies no more than yes and no with the same mean, so the interval is at worst too wide.
WITH subjects AS (
    SELECT 'agent' AS kind, person AS subject, * FROM flag_answers WHERE person IS NOT NULL AND is_now
    UNION ALL
    SELECT 'topic' AS kind, topic AS subject, * FROM flag_answers WHERE topic IS NOT NULL
),
own AS (
    SELECT
        kind,
        subject,
        definition,
        question,
        count(value) FILTER (is_now) AS n,
        coalesce(sum(value) FILTER (is_now), 0) AS total,
        count(value) FILTER (NOT is_now) AS n_before,
        coalesce(sum(value) FILTER (NOT is_now), 0) AS total_before,
        count(value) FILTER (is_now AND value NOT IN (0, 1)) AS shares,
        list(conversation_key ORDER BY value, probability DESC, dated_at DESC, conversation_key)
            FILTER (is_now AND value < 1) AS worst,
        list(conversation_key ORDER BY value DESC, probability DESC, dated_at DESC, conversation_key)
            FILTER (is_now AND value > 0) AS best
    FROM subjects
    GROUP BY kind, subject, definition, question
    HAVING bool_or(is_now)
),
compared AS (
    SELECT
        *,
        CASE kind WHEN 'agent' THEN sum(n) OVER colleagues - n ELSE n_before END AS compared_with,
        CASE kind WHEN 'agent' THEN sum(total) OVER colleagues - total ELSE total_before END AS compared_total
    FROM own
    WINDOW colleagues AS (PARTITION BY kind, definition, question)
),
measured AS (
    SELECT
        *,
        CASE WHEN n > 0 THEN total::DOUBLE / n END AS p,
        CASE WHEN compared_with > 0 THEN compared_total::DOUBLE / compared_with END AS expected_p
    FROM compared
),
bounded AS (
    SELECT
        *,
        (p + $z * $z / (2 * n)) / (1 + $z * $z / n) AS middle,
        $z / (1 + $z * $z / n) * sqrt(p * (1 - p) / n + $z * $z / (4 * n * n)) AS half,
        (expected_p + $z * $z / (2 * compared_with)) / (1 + $z * $z / compared_with) AS expected_middle,
        $z / (1 + $z * $z / compared_with)
            * sqrt(expected_p * (1 - expected_p) / compared_with + $z * $z / (4 * compared_with * compared_with)) AS expected_half
    FROM measured
),
-- The interval of the difference is made of both Wilson intervals (Newcombe 1998, method 10): what is expected is an
-- estimate too, and one bad answer of seven against colleagues without any is no finding.
differing AS (
    SELECT
        *,
        p - expected_p + sqrt((middle + half - p) ** 2 + (expected_p - expected_middle + expected_half) ** 2) AS difference_high,
        p - expected_p - sqrt((p - middle + half) ** 2 + (expected_middle + expected_half - expected_p) ** 2) AS difference_low
    FROM bounded
)
SELECT
    kind,
    subject,
    definition,
    question,
    n::BIGINT AS n,
    round(p, 6) AS observed,
    round(expected_p, 6) AS expected,
    CASE WHEN n > 0 THEN round(greatest(middle - half, 0), 6) END AS low,  -- greatest(null, 0) is 0
    CASE WHEN n > 0 THEN round(least(middle + half, 1), 6) END AS high,
    compared_with::BIGINT AS compared_with,
    CASE
        WHEN n < $minimum_sample THEN 'not enough conversations yet'
        WHEN compared_with < $minimum_sample AND kind = 'agent' THEN 'no comparable colleagues'
        WHEN compared_with < $minimum_sample THEN 'not enough conversations yet'
        WHEN difference_high < 0 AND round(expected_p - p, 9) >= $smallest_difference
            AND round((expected_p - p) * n, 9) >= $fewest_answers THEN 'below'
        WHEN difference_low > 0 AND round(p - expected_p, 9) >= $smallest_difference
            AND round((p - expected_p) * n, 9) >= $fewest_answers THEN 'above'
        ELSE 'as expected'
    END AS state,
    CASE WHEN n < $minimum_sample THEN ($minimum_sample - n)::BIGINT END AS more_needed,
    coalesce(worst[1:$examples], []) AS worst,
    coalesce(best[1:$examples], []) AS best,
    total::DOUBLE AS total,
    shares::BIGINT AS shares
FROM differing
ORDER BY kind, subject, definition, question
