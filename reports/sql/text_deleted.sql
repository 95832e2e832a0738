-- Conversations whose text was deleted because its time was over: the last day on which that was, how many on it, and altogether.
SELECT
    strftime(max(text_deleted_on), '%Y-%m-%d') AS day,
    count(*) FILTER (text_deleted_on = (SELECT max(text_deleted_on) FROM conversations WHERE text_deleted_why = 'retention')) AS on_day,
    count(*) AS altogether
FROM conversations
WHERE text_deleted_why = 'retention'
