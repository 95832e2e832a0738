-- Every subject and question of the period, with what counts and with its examples (numbers of contacts). Needs flag_answers.
WITH subjects AS (
    SELECT
        a.*,
        CASE $kind WHEN 'agent' THEN p.person WHEN 'team' THEN p.team ELSE w.topic END AS subject
    FROM flag_answers AS a
    JOIN flag_work AS w ON w.work = a.work
    LEFT JOIN (SELECT DISTINCT number, person, team FROM flag_people) AS p ON p.number = a.person
    WHERE a.is_now
),
added AS (
    SELECT
        question,
        subject,
        count(value) AS n,
        coalesce(sum(value), 0)::DOUBLE AS total,
        count(*) FILTER (value NOT IN (0, 1)) AS shares,
        count(*) FILTER (unsure) AS unsure,
        coalesce(arg_min(contact, row(value, -probability, age), $examples) FILTER (value < 1), []) AS worst,
        coalesce(arg_min(contact, row(-value, -probability, age), $examples) FILTER (value > 0), []) AS best,
        coalesce(arg_min(contact, age, $examples) FILTER (unsure), []) AS unsure_examples
    FROM subjects
    WHERE subject <> ''
    GROUP BY question, subject
)
SELECT
    q.definition,
    q.question,
    a.subject,
    a.n,
    a.total,
    a.shares,
    a.unsure,
    a.worst,
    a.best,
    a.unsure_examples
FROM added AS a
JOIN flag_questions AS q ON q.number = a.question
ORDER BY q.definition, q.question, a.subject
