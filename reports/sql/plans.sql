-- The training plan of the period, most useful first.
SELECT *
FROM plans
WHERE period_from = $period_from AND period_to = $period_to
ORDER BY priority DESC, skill, definition, topic NULLS FIRST, agents
