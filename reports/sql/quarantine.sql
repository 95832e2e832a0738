-- What was set aside, by file and place.
SELECT file, place, conversation_id, reason, remedy, expectation
FROM quarantine
ORDER BY file, length(place), place, quarantine_id
