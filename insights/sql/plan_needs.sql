-- Everybody below with enough answers, and every topic: figures, employment, the language of most of the conversations,
-- and the topic in which the shortfall is concentrated. That is one with at least $fewest answers, at least $share of the
-- answers lost against colleagues (topics above them count nothing), and a gap that is larger than elsewhere by more than
-- $errors standard errors. Needs plan_contacts, plan_ids, plan_cells.
WITH flagged AS (
    SELECT kind, subject, definition, question, n, observed, expected, coalesce(estimate, observed) AS estimate,
        estimate_low, estimate_high
    FROM flags
    WHERE state = 'below' AND kind IN ('agent', 'topic') AND period_from = $period_from AND period_to = $period_to
      AND n >= $minimum_sample AND observed IS NOT NULL AND expected IS NOT NULL
),
spoken AS (
    SELECT DISTINCT coalesce(p.person, s.agent_id) AS person, c.conversation_key, c.topic, c.language
    FROM scores AS s
    JOIN plan_contacts AS c ON c.conversation_key = s.conversation_key
    LEFT JOIN plan_ids AS p ON p.agent_id = s.agent_id
    WHERE s.agent_id IS NOT NULL
),
heard AS (
    SELECT 'agent' AS kind, person AS subject, language, count(*) AS contacts FROM spoken GROUP BY ALL
    UNION ALL
    SELECT 'topic', topic, language, count(*) FROM plan_contacts GROUP BY ALL
),
language_of AS (
    SELECT kind, subject, arg_min(language, row(-contacts, language)) AS language
    FROM heard
    GROUP BY kind, subject
),
employed AS (
    SELECT
        person_id AS person,
        min(started_on) AS started_on,
        CASE WHEN count(*) = count(ended_on) THEN max(ended_on) END AS ended_on
    FROM agents
    GROUP BY person_id
),
everybody AS (
    SELECT definition, question, topic, language, sum(n)::BIGINT AS n, sum(total::DECIMAL(18, 6))::DOUBLE AS total
    FROM plan_cells
    GROUP BY ALL
),
own AS (  -- by topic, where enough answers of others show what is usual
    SELECT
        f.subject, f.definition, f.question, c.topic,
        sum(c.n)::BIGINT AS n,
        sum(c.total::DECIMAL(18, 6))::DOUBLE AS total,
        sum((c.n * (e.total - c.total) / (e.n - c.n))::DECIMAL(18, 6))::DOUBLE AS usual
    FROM flagged AS f
    JOIN plan_cells AS c ON f.kind = 'agent' AND c.person = f.subject AND c.definition = f.definition AND c.question = f.question
    JOIN everybody AS e ON e.definition = c.definition AND e.question = c.question AND e.topic = c.topic AND e.language = c.language
    WHERE e.n - c.n >= $fewest
    GROUP BY ALL
),
beside AS (  -- each topic beside all others of the same person and question
    SELECT
        *,
        sum(n) OVER w AS all_n,
        sum(total::DECIMAL(18, 6)) OVER w AS all_total,
        sum(usual::DECIMAL(18, 6)) OVER w AS all_usual,
        sum(greatest(usual - total, 0)::DECIMAL(18, 6)) OVER w AS all_lost
    FROM own
    WINDOW w AS (PARTITION BY subject, definition, question)
),
gaps AS (
    SELECT
        subject, definition, question, topic, usual - total AS lost, all_lost, n,
        (usual - total) / n - (all_usual - all_total - usual + total) / (all_n - n) AS larger,
        sqrt(greatest(all_total / all_n * (1 - all_total / all_n), 0.04) * (1 / n + 1 / (all_n - n))) AS error
    FROM beside
    WHERE all_n > n
),
concentrated AS (
    SELECT subject, definition, question, arg_max(topic, row(lost, topic)) AS topic
    FROM gaps
    WHERE topic <> '' AND n >= $fewest AND lost > 0 AND lost >= $share * all_lost AND larger > $errors * error
    GROUP BY ALL
)
SELECT
    f.*,
    coalesce(l.language, '') AS language,
    CASE f.kind WHEN 'topic' THEN f.subject ELSE coalesce(c.topic, '') END AS topic,
    e.started_on,
    e.ended_on
FROM flagged AS f
LEFT JOIN language_of AS l ON l.kind = f.kind AND l.subject = f.subject
LEFT JOIN concentrated AS c ON f.kind = 'agent' AND c.subject = f.subject AND c.definition = f.definition
    AND c.question = f.question
LEFT JOIN employed AS e ON f.kind = 'agent' AND e.person = f.subject
ORDER BY f.kind, f.subject, f.definition, f.question
