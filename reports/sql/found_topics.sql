-- Found topics that have a name: new and growing ones first, then the largest.
SELECT *
FROM found_topics
WHERE name <> ''
ORDER BY list_position(['new', 'growing', 'steady', 'shrinking'], state), size DESC, previous_size DESC, found_topic
