-- Why records and files were set aside, most frequent first.
SELECT reason, count(*) AS records, count(DISTINCT file) AS files
FROM quarantine
GROUP BY reason
ORDER BY records DESC, reason
