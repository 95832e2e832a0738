-- How many charts there are in every state.
SELECT state, count(*) AS charts FROM changes GROUP BY state ORDER BY state
