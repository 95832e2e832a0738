-- The headline figures of the conversations that started in [period_from, period_to): one row a figure, and one
-- a channel where the figure is kept by channel. value is null where n is 0.
WITH figures(place, figure, fact, how, by_channel) AS (
    VALUES
        (1, 'first_response_in_target', 'first_response_in_target', 'mean', true),
        (2, 'first_response_s', 'first_response_s', 'median', true),
        (3, 'longest_silence_s', 'longest_silence_s', 'median', true),
        (4, 'handle_time_s', 'handle_time_s', 'median', false),
        (5, 'hold_s', 'hold_s', 'mean', false),
        (6, 'time_to_resolution_s', 'time_to_resolution_s', 'median', false),
        (7, 'resolved_in_24h', 'resolved_in_24h', 'mean', false),
        (8, 'first_contact_resolution', 'first_contact_resolution', 'mean', false),
        (9, 'repeat_contacts', 'repeat_contact', 'mean', false),
        (10, 'abandonment', 'abandoned', 'mean', false),
        (11, 'transferred', 'transfers', 'any', false),
        (12, 'repeated_problem', 'customer_repeated_problem', 'mean', false),
        (13, 'followed_up_after_transfer', 'follow_up_after_transfer', 'mean', false),
        (14, 'person_request_unhonoured', 'person_request_unhonoured', 'mean', false),
        (15, 'promises_kept', 'promise_kept', 'mean', false),
        (16, 'contact_after_sale', 'contact_after_sale', 'mean', false),
        (17, 'csat', 'csat', 'mean', false),
        (18, 'nps', 'nps', 'nps', false),
        (19, 'effort', 'effort', 'mean', false),
        (20, 'cost_per_case', 'cost', 'mean', false)
),
asked AS (
    SELECT place, figure, fact, how, unnest(CASE WHEN by_channel THEN ['call', 'chat', 'email'] ELSE [NULL] END) AS channel
    FROM figures
),
counted AS (
    SELECT c.channel, f.fact, f.value
    FROM facts AS f
    JOIN conversations AS c ON c.conversation_key = f.conversation_key
    WHERE f.agent_id IS NULL
      AND c.is_current AND c.excluded IS NULL
      AND coalesce(c.started_at, c.file_time) >= $period_from AND coalesce(c.started_at, c.file_time) < $period_to
      AND NOT (f.fact = 'nps' AND f.value NOT BETWEEN 0 AND 10)
)
SELECT
    a.figure,
    a.channel,
    round(CASE a.how
        WHEN 'mean' THEN avg(c.value)
        WHEN 'median' THEN median(c.value)
        WHEN 'any' THEN avg((c.value >= 1)::INTEGER)
        WHEN 'nps' THEN 100 * avg(CASE WHEN c.value >= 9 THEN 1 WHEN c.value <= 6 THEN -1 WHEN c.value < 9 THEN 0 END)
    END, 4) AS value,
    count(c.value) AS n
FROM asked AS a
LEFT JOIN counted AS c ON c.fact = a.fact AND (a.channel IS NULL OR c.channel = a.channel)
GROUP BY a.place, a.figure, a.channel, a.how
ORDER BY a.place, a.channel;
