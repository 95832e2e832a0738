-- The training plan that follows from the flags, most useful first.
SELECT *
FROM plans
ORDER BY priority DESC, skill, definition, topic NULLS FIRST, agents
