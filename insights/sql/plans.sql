-- Training plans, first version, from the flags of one period. Agents who are below on a question train together, the
-- largest shortfall first, in groups of at most $group_size; a topic that is below gets a row of its own, without agents.
-- Good examples are the colleagues' best on the same question: of those above first, never of the planned themselves.
WITH flagged AS (
    SELECT *, (expected - observed) * n AS shortfall
    FROM flags
    WHERE state = 'below' AND period_from = $period_from AND period_to = $period_to
),
placed AS (
    SELECT
        *,
        (row_number() OVER (
            PARTITION BY kind, definition, question ORDER BY shortfall DESC, subject) - 1) // $group_size AS agents_group
    FROM flagged
    WHERE kind = 'agent'
),
sessions AS (
    SELECT
        question AS skill,
        definition,
        NULL::VARCHAR AS topic,
        agents_group,
        list(subject ORDER BY shortfall DESC, subject) AS agents,
        sum(shortfall::DECIMAL(18, 6))::DOUBLE AS priority,
        sum(n)::BIGINT AS answers,
        sum((observed * n)::DECIMAL(18, 6))::DOUBLE / sum(n) AS observed,
        sum((expected * n)::DECIMAL(18, 6))::DOUBLE / sum(n) AS expected
    FROM placed
    GROUP BY question, definition, agents_group
    UNION ALL
    SELECT question, definition, subject, 0, [], shortfall, n, observed, expected
    FROM flagged
    WHERE kind = 'topic'
),
bad AS (
    SELECT question, definition, subject, kind, worst, shortfall, unnest(range(1, len(worst) + 1)) AS place FROM flagged
),
gaps AS (
    SELECT
        s.skill, s.definition, s.topic, s.agents_group,
        list(b.worst[b.place] ORDER BY b.place, b.shortfall DESC, b.subject) AS keys
    FROM sessions AS s
    JOIN bad AS b ON b.question = s.skill AND b.definition = s.definition
        AND ((s.topic IS NULL AND b.kind = 'agent' AND list_contains(s.agents, b.subject))
            OR (b.kind = 'topic' AND b.subject = s.topic))
    GROUP BY ALL
),
fine AS (
    SELECT
        *,
        unnest(range(1, len(best) + 1)) AS place,
        CASE state WHEN 'above' THEN 1 WHEN 'as expected' THEN 2 ELSE 3 END AS standing
    FROM flags
    WHERE period_from = $period_from AND period_to = $period_to AND (state <> 'below' OR kind = 'topic')
),
good AS (
    SELECT
        s.skill, s.definition, s.topic, s.agents_group,
        list(f.best[f.place] ORDER BY f.standing, f.place, f.observed DESC, f.subject) AS keys
    FROM sessions AS s
    JOIN fine AS f ON f.question = s.skill AND f.definition = s.definition
        AND ((s.topic IS NULL AND f.kind = 'agent') OR (f.kind = 'topic' AND f.subject = s.topic))
    GROUP BY ALL
)
INSERT INTO plans BY NAME
SELECT
    s.skill,
    s.definition,
    s.topic,
    s.agents,
    round(s.priority, 4) AS priority,
    $period_from::DATE AS period_from,
    $period_to::DATE AS period_to,
    CASE
        WHEN s.topic IS NOT NULL THEN format(
            '{:.0f} % of {} answers, {:.0f} % in the period before; for everyone who takes the topic.',
            100 * s.observed, s.answers, 100 * s.expected)
        ELSE format(
            '{} {} below what colleagues reach: {:.0f} % of {} answers against {:.0f} %.',
            len(s.agents), CASE len(s.agents) WHEN 1 THEN 'agent is' ELSE 'agents are' END,
            100 * s.observed, s.answers, 100 * s.expected)
    END AS reason,
    coalesce(list_filter(gaps.keys, lambda key, place: list_position(gaps.keys, key) = place)[1:$examples], []) AS gap_examples,
    coalesce(list_filter(good.keys, lambda key, place: list_position(good.keys, key) = place)[1:$examples], []) AS good_examples
FROM sessions AS s
LEFT JOIN gaps ON gaps.skill = s.skill AND gaps.definition = s.definition
    AND gaps.topic IS NOT DISTINCT FROM s.topic AND gaps.agents_group = s.agents_group
LEFT JOIN good ON good.skill = s.skill AND good.definition = s.definition
    AND good.topic IS NOT DISTINCT FROM s.topic AND good.agents_group = s.agents_group
ORDER BY priority DESC, s.skill, s.definition, s.topic, s.agents
