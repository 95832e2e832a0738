-- One row: what was judged in [period_from, period_to), and how it went. Current, not excluded conversations only.
-- Sums are taken of decimals, so that they do not depend on the order of the rows.
WITH kept AS (
    SELECT conversation_key, not_scored
    FROM conversations
    WHERE is_current AND excluded IS NULL AND coalesce(started_at, file_time) >= $period_from AND coalesce(started_at, file_time) < $period_to
),
scored AS (
    SELECT s.conversation_key, s.score::DECIMAL(18, 6) AS score, s.auto_fail, s.provisional
    FROM scores AS s
    JOIN kept AS k ON k.conversation_key = s.conversation_key
    WHERE k.not_scored IS NULL
),
civil AS (
    SELECT v.conversation_key, bool_and(v.level = 0) AS is_civil
    FROM verdicts AS v
    JOIN kept AS k ON k.conversation_key = v.conversation_key
    WHERE k.not_scored IS NULL AND v.name = 'rudeness'
    GROUP BY v.conversation_key
),
people AS (
    SELECT agent_id, min(person_id) AS person_id FROM agents GROUP BY agent_id
),
spoken AS (
    SELECT
        t.conversation_key,
        t.turn,
        t.role,
        -- the agent who looks after the customer at this turn: who spoke last, at the start who speaks first
        coalesce(
            last_value(CASE WHEN t.role = 'agent' THEN coalesce(p.person_id, t.agent_id, '') END IGNORE NULLS) OVER so_far,
            first_value(CASE WHEN t.role = 'agent' THEN coalesce(p.person_id, t.agent_id, '') END IGNORE NULLS) OVER throughout
        ) AS holder,
        coalesce(e.level, 0) >= 1 AS is_empathy,
        coalesce(o.level, 0) >= 1 AS is_opportunity
    FROM turns AS t
    JOIN kept AS k ON k.conversation_key = t.conversation_key
    LEFT JOIN people AS p ON p.agent_id = t.agent_id
    LEFT JOIN verdicts AS e ON e.conversation_key = t.conversation_key AND e.turn = t.turn AND e.name = 'empathy'
    LEFT JOIN verdicts AS o ON o.conversation_key = t.conversation_key AND o.turn = t.turn AND o.name = 'opportunity'
    WHERE k.not_scored IS NULL AND NOT t.internal AND t.not_scored IS NULL AND t.role IN ('agent', 'customer')
    WINDOW
        so_far AS (PARTITION BY t.conversation_key ORDER BY t.turn ROWS UNBOUNDED PRECEDING),
        throughout AS (
            PARTITION BY t.conversation_key ORDER BY t.turn ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),
numbered AS (
    SELECT *, count(*) FILTER (role = 'agent') OVER (
        PARTITION BY conversation_key, holder ORDER BY turn ROWS UNBOUNDED PRECEDING) AS replies_so_far
    FROM spoken
),
opportunities AS (
    SELECT o.conversation_key, o.turn, bool_or(r.is_empathy) AS is_met
    FROM numbered AS o
    JOIN numbered AS r ON r.conversation_key = o.conversation_key AND r.role = 'agent' AND r.holder = o.holder
        AND r.turn > o.turn AND r.replies_so_far - o.replies_so_far BETWEEN 1 AND 2
    WHERE o.role = 'customer' AND o.is_opportunity
    GROUP BY o.conversation_key, o.turn
),
ended AS (
    SELECT outcome
    FROM outcomes AS o
    JOIN kept AS k ON k.conversation_key = o.conversation_key
    WHERE k.not_scored IS NULL AND o.outcome <> 'unsure'
)
SELECT
    (SELECT count(*) FROM kept) AS conversations,
    (SELECT count(DISTINCT conversation_key) FROM scored) AS judged,
    (SELECT sum(score)::DOUBLE / nullif(count(score), 0) FROM scored) AS mean_score,
    (SELECT count(score) FROM scored) AS scores,
    (SELECT round(stddev_samp(score::DOUBLE), 6) FROM scored) AS score_spread,
    (SELECT count(*) FILTER (auto_fail) FROM scored) AS auto_fails,
    (SELECT count(*) FILTER (provisional) FROM scored) AS provisional,
    (SELECT count(*) FILTER (is_civil)::DOUBLE / nullif(count(*), 0) FROM civil) AS civil,
    (SELECT count(*) FROM civil) AS civil_n,
    (SELECT count(*) FILTER (is_met)::DOUBLE / nullif(count(*), 0) FROM opportunities) AS empathy_met,
    (SELECT count(*) FROM opportunities) AS opportunities,
    (SELECT count(*) FILTER (outcome = 'resolved')::DOUBLE / nullif(count(*), 0) FROM ended) AS resolved,
    (SELECT count(*) FROM ended) AS outcomes
