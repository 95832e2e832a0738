-- change_cells: answers added up by question, person, kind of work and week (from 0); needs flag_contacts, flag_answers.
-- Weeks begin on Monday, in the workspace's time zone. Sums of decimals do not depend on the order of rows.
CREATE OR REPLACE TEMP TABLE change_cells AS
WITH dated AS (
    SELECT
        f.contact,
        (date_diff('day', $first_day::DATE, (coalesce(c.started_at, c.file_time) AT TIME ZONE $time_zone)::DATE) // 7)::INTEGER AS week
    FROM flag_contacts AS f
    JOIN conversations AS c ON c.conversation_key = f.conversation_key
)
SELECT
    a.question,
    a.person,
    a.work,
    d.week,
    count(*)::DOUBLE AS size,
    count(*) FILTER (a.unsure)::DOUBLE AS unsure,
    coalesce(sum(a.value), 0)::DOUBLE AS total,
    coalesce(sum((a.value::DOUBLE * a.value)::DECIMAL(18, 9)), 0)::DOUBLE AS squares
FROM flag_answers AS a
JOIN dated AS d ON d.contact = a.contact
WHERE a.value IS NOT NULL OR a.unsure
GROUP BY ALL;
