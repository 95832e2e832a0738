-- flag_work: the kinds of work, numbered. flag_people, flag_questions: who and what is compared, numbered; 0 is nobody.
-- flag_answers: the answers of flag_contacts, value null where one does not count.
CREATE OR REPLACE TEMP TABLE flag_work AS
SELECT (row_number() OVER (ORDER BY topic, language, channel, queue) - 1)::INTEGER AS work, topic, language, channel, queue
FROM (SELECT DISTINCT topic, language, channel, queue FROM flag_contacts);

CREATE OR REPLACE TEMP TABLE flag_people AS
WITH known AS (
    SELECT agent_id, min(person_id) AS person, min(team) AS team,
        bool_or(bool_or(exclude)) OVER (PARTITION BY min(person_id)) AS exclude  -- under every id of the person
    FROM agents
    GROUP BY agent_id
),
asked AS (
    SELECT DISTINCT agent_id FROM answers WHERE agent_id IS NOT NULL
),
people AS (
    SELECT a.agent_id, coalesce(k.person, a.agent_id) AS person, k.team
    FROM asked AS a
    LEFT JOIN known AS k ON k.agent_id = a.agent_id
    WHERE NOT coalesce(k.exclude, false)
)
SELECT
    agent_id,
    person,
    dense_rank() OVER (ORDER BY person)::INTEGER AS number,
    coalesce(min(team) OVER (PARTITION BY person), '') AS team
FROM people;

CREATE OR REPLACE TEMP TABLE flag_questions AS
SELECT (row_number() OVER (ORDER BY definition, question) - 1)::INTEGER AS number, definition, question
FROM (SELECT DISTINCT definition, question FROM answers);

CREATE OR REPLACE TEMP TABLE flag_answers AS
SELECT
    c.contact,
    w.work,
    c.is_now,
    c.age,
    coalesce(p.number, 0) AS person,
    q.number AS question,
    a.answer = 'unsure' AS unsure,
    a.probability::DECIMAL(9, 4) AS probability,
    CASE WHEN a.answer IN ('yes', 'no', 'partly') THEN a.value END::DECIMAL(9, 6) AS value
FROM answers AS a
JOIN flag_contacts AS c ON c.conversation_key = a.conversation_key
JOIN flag_work AS w ON w.topic = c.topic AND w.language = c.language AND w.channel = c.channel AND w.queue = c.queue
JOIN flag_questions AS q ON q.definition = a.definition AND q.question = a.question
LEFT JOIN flag_people AS p ON p.agent_id = a.agent_id
