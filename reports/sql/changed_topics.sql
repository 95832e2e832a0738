-- Topics whose share changed, the taxonomy's and found ones with a name: new, growing, shrinking; the surest first.
WITH both_kinds AS (
    SELECT 'topic' AS kind, topic AS subject, topic AS name, '' AS language, size, previous_size, compared_with,
        previous_compared_with, growth, low, high, p, q, state, driven_by
    FROM topic_trends
    UNION ALL
    SELECT 'found', found_topic, name, language, size, previous_size, compared_with, previous_compared_with, growth, low,
        high, p, q, state, driven_by
    FROM found_topics
    WHERE name <> ''
)
SELECT *
FROM both_kinds
WHERE state <> 'steady'
ORDER BY list_position(['new', 'growing', 'shrinking'], state), p, kind, subject
