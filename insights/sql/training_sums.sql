-- The answers of training_answers added up by person, kind of work and day, in a fixed order.
SELECT
    person,
    topic,
    language,
    channel,
    queue,
    day,
    count(*)::DOUBLE AS size,
    count(*) FILTER (unsure)::DOUBLE AS unsure,
    coalesce(sum(value), 0)::DOUBLE AS total
FROM training_answers
WHERE value IS NOT NULL OR unsure
GROUP BY ALL
ORDER BY ALL
