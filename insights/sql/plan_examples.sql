-- For every session in plan_sessions (one row a member; person empty: everyone who takes the topic) the lowest of its
-- people's answers, and the best that colleagues who are not below gave in the same situation: in the session's language,
-- of the topics of the lowest ones first. One of each person before a second one. Keys of conversations.
WITH standing AS (
    SELECT
        subject AS person, definition, question,
        bool_or(state = 'below') AS below,
        min(CASE state WHEN 'above' THEN 0 WHEN 'as expected' THEN 1 ELSE 2 END) AS standing
    FROM flags
    WHERE kind = 'agent' AND period_from = $period_from AND period_to = $period_to
    GROUP BY ALL
),
lowest AS (
    SELECT
        s.session, s.place, c.person, c.topic, unnest(c.worst) AS example,
        s.language <> '' AND c.language <> s.language AS foreign_words,
        s.topic <> '' AND c.topic <> s.topic AS elsewhere
    FROM plan_sessions AS s
    JOIN plan_cells AS c ON c.definition = s.definition AND c.question = s.skill
        AND (c.person = s.person OR (s.person = '' AND c.topic = s.topic))
),
in_turn AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY session, person ORDER BY foreign_words, elsewhere, example) AS turn
    FROM lowest
),
gaps AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY session ORDER BY foreign_words, elsewhere, turn, place, example) AS rank
    FROM in_turn
    WHERE turn <= $examples
    QUALIFY rank <= $examples
),
gap_keys AS (
    SELECT g.session, list(p.conversation_key ORDER BY g.rank) AS keys, list(DISTINCT g.topic) AS topics
    FROM gaps AS g
    JOIN plan_contacts AS p ON p.age = g.example % 134217728
    GROUP BY g.session
),
done_well AS (
    SELECT
        c.definition, c.question, c.topic, c.language,
        unnest(list_transform(c.best, (example, turn) -> {
            'turn': turn, 'standing': coalesce(s.standing, 2), 'example': example})) AS example
    FROM plan_cells AS c
    SEMI JOIN plan_sessions AS m ON m.definition = c.definition AND m.skill = c.question AND m.language IN ('', c.language)
    LEFT JOIN standing AS s ON s.person = c.person AND s.definition = c.definition AND s.question = c.question
    WHERE NOT coalesce(s.below, false)
),
pool AS (
    SELECT definition, question, topic, language, unnest(min(example, $examples)) AS example
    FROM done_well
    GROUP BY definition, question, topic, language
),
sessions AS (
    SELECT DISTINCT session, skill, definition, language, topic FROM plan_sessions
),
matched AS (
    SELECT
        s.session, o.example.example AS example,
        row_number() OVER (
            PARTITION BY s.session
            ORDER BY
                CASE WHEN o.topic = s.topic THEN 0 WHEN list_contains(coalesce(g.topics, []), o.topic) THEN 1 ELSE 2 END,
                o.example) AS rank
    FROM sessions AS s
    JOIN pool AS o ON o.definition = s.definition AND o.question = s.skill AND (s.language = '' OR o.language = s.language)
    LEFT JOIN gap_keys AS g ON g.session = s.session
    QUALIFY rank <= $examples
),
good_keys AS (
    SELECT m.session, list(p.conversation_key ORDER BY m.rank) AS keys
    FROM matched AS m
    JOIN plan_contacts AS p ON p.age = m.example % 134217728
    GROUP BY m.session
)
SELECT s.session, coalesce(b.keys, []) AS gap_examples, coalesce(g.keys, []) AS good_examples
FROM sessions AS s
LEFT JOIN gap_keys AS b ON b.session = s.session
LEFT JOIN good_keys AS g ON g.session = s.session
ORDER BY s.session
