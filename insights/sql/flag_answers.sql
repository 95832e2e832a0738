-- flag_answers: the answers to every question of both periods, with whom and what they are about. value is null where
-- an answer does not count; expected_value, square and doubt are the mean, mean square and variance of the answer that
-- would be right, given the probability of the one at hand. Sums are of decimals: they do not depend on the order of rows.
CREATE OR REPLACE TEMP TABLE flag_answers AS
WITH people AS (
    SELECT agent_id, min(person_id) AS person_id, bool_or(exclude) AS exclude, min(team) AS team
    FROM agents
    GROUP BY agent_id
),
topic_of AS (
    SELECT conversation_key, min(topic) AS topic
    FROM topics
    GROUP BY conversation_key
),
contacts AS (
    SELECT
        c.conversation_key,
        coalesce(t.topic, '') AS topic,
        coalesce(c.language, '') AS language,
        coalesce(c.channel, '') AS channel,
        coalesce(c.queue, '') AS queue,
        c.started_at,
        c.started_at >= $period_from AS is_now
    FROM conversations AS c
    LEFT JOIN topic_of AS t ON t.conversation_key = c.conversation_key
    WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
      AND c.started_at >= $previous_from AND c.started_at < $period_to
),
given AS (
    SELECT
        conversation_key,
        agent_id,
        definition,
        question,
        probability,
        answer = 'unsure' AS unsure,
        CASE WHEN answer IN ('yes', 'no', 'partly') THEN value END AS value
    FROM answers
)
SELECT
    c.*,
    CASE WHEN NOT coalesce(p.exclude, false) THEN coalesce(p.person_id, a.agent_id) END AS person,
    CASE WHEN NOT coalesce(p.exclude, false) THEN p.team END AS team,
    a.definition,
    a.question,
    a.unsure,
    a.probability,
    a.value::DECIMAL(18, 9) AS value,
    (a.probability * a.value + (1 - a.probability) * (1 - a.value))::DECIMAL(18, 9) AS expected_value,
    (a.probability * a.value ** 2 + (1 - a.probability) * (1 - a.value) ** 2)::DECIMAL(18, 9) AS square,
    (a.probability * (1 - a.probability) * (2 * a.value - 1) ** 2)::DECIMAL(18, 9) AS doubt
FROM given AS a
JOIN contacts AS c ON c.conversation_key = a.conversation_key
LEFT JOIN people AS p ON p.agent_id = a.agent_id
