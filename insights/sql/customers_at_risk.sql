-- Customers to follow up, from the conversations of the period that count and whose text is there: each reason counts
-- once a customer, with its weight; a contact on the same topic that was resolved, at that time or later, settles it
-- (a low score and a broken promise: only a later one). Customers that nobody names are not here, nor forgotten ones.
WITH contacts AS (
    SELECT
        c.conversation_key,
        c.customer_key,
        coalesce(c.started_at, c.file_time) AS starts,
        nullif(t.topic, 'other') AS topic,
        o.outcome,
        o.due
    FROM conversations AS c
    LEFT JOIN (SELECT conversation_key, min(topic) AS topic FROM topics GROUP BY conversation_key) AS t
        ON t.conversation_key = c.conversation_key
    LEFT JOIN outcomes AS o ON o.conversation_key = c.conversation_key
    WHERE c.is_current AND c.excluded IS NULL AND c.not_scored IS NULL AND c.customer_key IS NOT NULL
      AND c.text_deleted_on IS NULL
      AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
),
told AS (
    SELECT
        conversation_key,
        max(value) FILTER (fact = 'promise_kept') AS promise_kept,
        max(value) FILTER (fact = 'repeat_contact') AS repeated,
        max(value) FILTER (fact = 'csat') AS csat,
        max(value) FILTER (fact = 'nps') AS nps
    FROM facts
    WHERE agent_id IS NULL AND fact IN ('promise_kept', 'repeat_contact', 'csat', 'nps')
    GROUP BY conversation_key
),
scale AS (
    SELECT min(value) AS lowest, max(value) AS highest FROM facts WHERE fact = 'csat' AND agent_id IS NULL
),
found AS (
    SELECT c.*, 'broken_promise' AS reason, true AS only_later, NULL::DATE AS overdue
    FROM contacts AS c JOIN told AS t ON t.conversation_key = c.conversation_key
    WHERE t.promise_kept = 0
    UNION ALL
    SELECT c.*, 'promise_overdue', true, c.due
    FROM contacts AS c
    WHERE c.due < $today AND c.outcome <> 'resolved'
      AND NOT EXISTS (SELECT 1 FROM contacts AS d WHERE d.customer_key = c.customer_key AND d.starts > c.starts)
    UNION ALL
    SELECT c.*, 'hostility', false, NULL
    FROM contacts AS c JOIN deescalations AS e ON e.conversation_key = c.conversation_key
    WHERE e.peak_level >= 2 OR e.turned IS NULL
    UNION ALL
    SELECT c.*, 'unresolved', false, NULL FROM contacts AS c WHERE c.outcome IN ('unresolved', 'abandoned')
    UNION ALL
    SELECT c.*, 'escalated', false, NULL FROM contacts AS c WHERE c.outcome = 'escalated'
    UNION ALL
    SELECT c.*, 'repeated', false, NULL
    FROM contacts AS c JOIN told AS t ON t.conversation_key = c.conversation_key
    WHERE t.repeated = 1
    UNION ALL
    SELECT c.*, 'low_score', true, NULL
    FROM contacts AS c JOIN told AS t ON t.conversation_key = c.conversation_key CROSS JOIN scale AS s
    WHERE (s.highest > s.lowest AND t.csat <= s.lowest + (s.highest - s.lowest) / 4) OR t.nps BETWEEN 0 AND 6
),
open AS (
    SELECT f.*
    FROM found AS f
    WHERE NOT EXISTS (
        SELECT 1
        FROM contacts AS d
        WHERE d.customer_key = f.customer_key AND d.outcome = 'resolved'
          AND coalesce(d.topic = f.topic, true)
          AND (d.starts > f.starts OR (d.starts = f.starts AND NOT f.only_later))
    )
),
weighed AS (
    SELECT o.customer_key, o.reason, min(w.weight) AS weight
    FROM open AS o
    JOIN (SELECT unnest($reasons::VARCHAR[]) AS reason, unnest($weights::INTEGER[]) AS weight) AS w ON w.reason = o.reason
    GROUP BY o.customer_key, o.reason
),
urgent AS (
    SELECT customer_key, sum(weight)::INTEGER AS weight, list(reason ORDER BY weight DESC, reason) AS reasons
    FROM weighed
    GROUP BY customer_key
    HAVING sum(weight) >= $at_least
),
shown AS (
    SELECT customer_key, conversation_key, max(starts) AS starts FROM open GROUP BY customer_key, conversation_key
),
keys AS (
    SELECT customer_key, list(conversation_key ORDER BY starts DESC, conversation_key) AS conversations
    FROM shown
    GROUP BY customer_key
)
SELECT
    u.customer_key,
    u.weight,
    u.reasons,
    k.conversations,
    (SELECT count(*) FROM contacts AS c WHERE c.customer_key = u.customer_key)::INTEGER AS contacts,
    ((SELECT max(c.starts) FROM contacts AS c WHERE c.customer_key = u.customer_key) AT TIME ZONE $time_zone)::DATE AS newest,
    (SELECT min(o.overdue) FROM open AS o WHERE o.customer_key = u.customer_key) AS promise_due
FROM urgent AS u
JOIN keys AS k ON k.customer_key = u.customer_key
ORDER BY u.weight DESC, newest DESC, u.customer_key
