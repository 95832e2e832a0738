-- Every question as a whole, by topic and by queue, in each period (0: the newest); needs flag_contacts, flag_answers.
WITH dated AS (
    SELECT
        f.contact,
        (date_diff('day', (coalesce(c.started_at, c.file_time) AT TIME ZONE $time_zone)::DATE, $last_day::DATE) // $days)::INTEGER AS age
    FROM flag_contacts AS f
    JOIN conversations AS c ON c.conversation_key = f.conversation_key
),
added AS (
    SELECT
        a.question,
        CASE WHEN grouping(w.topic) = 0 THEN 'topic' WHEN grouping(w.queue) = 0 THEN 'queue' ELSE 'question' END AS kind,
        coalesce(w.topic, w.queue, '') AS subject,
        d.age,
        count(a.value) AS n,
        count(*) FILTER (a.unsure) AS unsure,
        sum(a.value)::DOUBLE AS total
    FROM flag_answers AS a
    JOIN flag_work AS w ON w.work = a.work
    JOIN dated AS d ON d.contact = a.contact
    WHERE a.value IS NOT NULL OR a.unsure
    GROUP BY GROUPING SETS ((a.question, d.age), (a.question, d.age, w.topic), (a.question, d.age, w.queue))
)
SELECT
    kind,
    subject,
    question,
    coalesce(sum(n) FILTER (age = 0), 0)::BIGINT AS n,
    coalesce(sum(unsure) FILTER (age = 0), 0)::BIGINT AS unsure,
    coalesce(sum(total) FILTER (age = 0), 0)::DOUBLE AS total,
    list({'age': age, 'n': n, 'observed': round(total / nullif(n, 0), 6)} ORDER BY age DESC) FILTER (n > 0) AS trend
FROM added
WHERE kind = 'question' OR subject <> ''
GROUP BY kind, subject, question
ORDER BY question, kind, subject
