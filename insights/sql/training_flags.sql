-- The flags below that stood at a decision in the days before a training: since when.
SELECT subject, decided_on, since
FROM flag_decisions
WHERE kind = 'agent' AND state = 'below' AND question = $skill AND definition = $definition
ORDER BY ALL
