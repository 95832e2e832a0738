-- plan_contacts: the conversations of the period; age from 1, newest first, is their number. plan_cells: answers to the
-- questions that somebody is below on, added up by person, topic and language, with the lowest and the best of each.
-- An answer's place among the lowest (best) is one number, so that millions are told apart quickly: text that is deleted,
-- value, no words to quote, doubt, age; the last part is the conversation's number.
CREATE OR REPLACE TEMP TABLE plan_contacts AS
WITH topic_of AS (
    SELECT conversation_key, min(topic) AS topic
    FROM topics
    GROUP BY conversation_key
)
SELECT
    c.conversation_key,
    coalesce(t.topic, '') AS topic,
    coalesce(c.language, '') AS language,
    (c.text_deleted_on IS NOT NULL)::BIGINT AS wordless,
    row_number() OVER (ORDER BY coalesce(c.started_at, c.file_time) DESC, c.conversation_key) AS age
FROM conversations AS c
LEFT JOIN topic_of AS t ON t.conversation_key = c.conversation_key
WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL
  AND coalesce(c.started_at, c.file_time) >= $from_moment AND coalesce(c.started_at, c.file_time) < $to_moment;

CREATE OR REPLACE TEMP TABLE plan_ids AS
SELECT
    agent_id,
    min(person_id) AS person,
    bool_or(bool_or(exclude)) OVER (PARTITION BY min(person_id)) AS exclude  -- under every id of the person
FROM agents
GROUP BY agent_id;

CREATE OR REPLACE TEMP TABLE plan_cells AS
WITH asked AS (
    SELECT DISTINCT definition, question
    FROM flags
    WHERE state = 'below' AND kind IN ('agent', 'topic') AND period_from = $period_from AND period_to = $period_to
),
counted AS (
    SELECT
        a.definition, a.question, coalesce(p.person, a.agent_id) AS person, c.topic, c.language,
        a.value::DECIMAL(9, 6) AS value,
        c.wordless,
        (a.value * 1000000)::BIGINT AS millionths,
        ((len(a.evidence) = 0)::BIGINT * 10001 + ((1 - a.probability) * 10000)::BIGINT) * 134217728 + c.age AS last
    FROM answers AS a
    JOIN asked AS q ON q.definition = a.definition AND q.question = a.question
    JOIN plan_contacts AS c ON c.conversation_key = a.conversation_key
    LEFT JOIN plan_ids AS p ON p.agent_id = a.agent_id
    WHERE a.answer IN ('yes', 'no', 'partly') AND a.value IS NOT NULL AND a.agent_id IS NOT NULL
      AND NOT coalesce(p.exclude, false)
)
SELECT
    definition, question, person, topic, language,
    count(*) AS n,
    sum(value)::DOUBLE AS total,
    coalesce(min((wordless * 1000001 + millionths) * 2684622995456 + last, $examples) FILTER (value < 1), []) AS worst,
    coalesce(min((wordless * 1000001 + 1000000 - millionths) * 2684622995456 + last, $examples) FILTER (value >= 1), []) AS best
FROM counted
GROUP BY definition, question, person, topic, language
