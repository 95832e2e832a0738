-- For every session in plan_sessions (one row a member; person empty: everyone who takes the topic) the lowest of its
-- people's answers, and the best that colleagues who are not below gave in the same situation: in the session's language,
-- of the topics of the lowest ones first. One of each person before a second one. Keys of conversations.
WITH below AS (
    SELECT DISTINCT subject AS person, definition, question
    FROM flags
    WHERE kind = 'agent' AND state = 'below' AND period_from = $period_from AND period_to = $period_to
),
standing AS (
    SELECT subject AS person, definition, question, min(CASE state WHEN 'above' THEN 0 WHEN 'as expected' THEN 1 ELSE 2 END) AS standing
    FROM flags
    WHERE kind = 'agent' AND period_from = $period_from AND period_to = $period_to
    GROUP BY ALL
),
lowest AS (
    SELECT
        s.number, s.place, c.person, c.topic, unnest(c.worst) AS example,
        s.language <> '' AND c.language <> s.language AS foreign_words,
        s.topic <> '' AND c.topic <> s.topic AS elsewhere
    FROM plan_sessions AS s
    JOIN plan_cells AS c ON c.definition = s.definition AND c.question = s.skill
        AND (c.person = s.person OR (s.person = '' AND c.topic = s.topic))
),
in_turn AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY number, person ORDER BY foreign_words, elsewhere, example) AS turn
    FROM lowest
),
gaps AS (
    SELECT *
    FROM in_turn
    QUALIFY row_number() OVER (
        PARTITION BY number
        ORDER BY foreign_words, elsewhere, turn, place, example, person) <= $examples
),
gap_keys AS (
    SELECT
        g.number,
        list(p.conversation_key ORDER BY foreign_words, elsewhere, turn, place, example, person) AS keys,
        list(DISTINCT g.topic) AS topics
    FROM gaps AS g
    JOIN plan_contacts AS p ON p.contact = g.example.contact
    GROUP BY g.number
),
done_well AS (
    SELECT c.definition, c.question, c.person, c.topic, c.language, coalesce(s.standing, 2) AS standing, unnest(c.best) AS example
    FROM plan_cells AS c
    ANTI JOIN below AS b ON b.person = c.person AND b.definition = c.definition AND b.question = c.question
    LEFT JOIN standing AS s ON s.person = c.person AND s.definition = c.definition AND s.question = c.question
),
good_in_turn AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY definition, question, language, topic, person ORDER BY example) AS turn
    FROM done_well
),
pool AS (
    SELECT *
    FROM good_in_turn
    QUALIFY row_number() OVER (
        PARTITION BY definition, question, language, topic
        ORDER BY turn, standing, example, person) <= $examples
),
sessions AS (
    SELECT DISTINCT number, skill, definition, language, topic FROM plan_sessions
),
matched AS (
    SELECT
        s.number, o.example.contact AS contact,
        row_number() OVER (
            PARTITION BY s.number
            ORDER BY
                CASE WHEN o.topic = s.topic THEN 0 WHEN list_contains(coalesce(g.topics, []), o.topic) THEN 1 ELSE 2 END,
                o.turn, o.standing, o.example, o.person) AS rank
    FROM sessions AS s
    JOIN pool AS o ON o.definition = s.definition AND o.question = s.skill AND (s.language = '' OR o.language = s.language)
    LEFT JOIN gap_keys AS g ON g.number = s.number
    QUALIFY rank <= $examples
),
good_keys AS (
    SELECT m.number, list(p.conversation_key ORDER BY m.rank) AS keys
    FROM matched AS m
    JOIN plan_contacts AS p ON p.contact = m.contact
    GROUP BY m.number
)
SELECT s.number, coalesce(b.keys, []) AS gap_examples, coalesce(g.keys, []) AS good_examples
FROM sessions AS s
LEFT JOIN gap_keys AS b ON b.number = s.number
LEFT JOIN good_keys AS g ON g.number = s.number
ORDER BY s.number
