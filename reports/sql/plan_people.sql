-- Everybody below on a skill, by session, the largest gain first; those in none last.
SELECT *
FROM plan_people
ORDER BY session NULLS LAST, waiting, skill, definition, expected_gain DESC, person_id
