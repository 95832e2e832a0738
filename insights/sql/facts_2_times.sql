-- fact_times: one row a conversation with spoken turns. A time is null unless the turns it rests on have theirs.
-- Rounded to milliseconds before anything is compared: 32.2 - 12.2 is 20 seconds, not more.
CREATE OR REPLACE TEMP TABLE fact_times AS
WITH marks AS (
    SELECT
        conversation_key,
        min(turn) FILTER (role = 'customer') AS first_customer,
        min(turn) FILTER (role = 'agent') AS first_agent,
        arg_min_null(ends, turn) FILTER (role = 'customer') AS first_customer_ends,
        arg_min_null(starts, turn) FILTER (role = 'agent') AS first_agent_starts,
        arg_max_null(ends, turn) FILTER (served_by = 'agent') AS last_served_ends,
        max(ends) FILTER (served_by = 'agent') AS served_until,
        arg_max_null(ends, turn) AS last_ends,
        max(ends) AS said_until,
        count(*) AS spoken,
        count(starts) AS timed,
        max(at_least_zero(starts - heard_until)) AS longest_gap
    FROM fact_turns
    GROUP BY conversation_key
)
SELECT
    m.conversation_key,
    m.first_agent IS NOT NULL AS has_agent,
    CASE WHEN m.last_ends IS NOT NULL THEN m.said_until END AS said_until,
    CASE WHEN c.channel IS DISTINCT FROM 'email' AND m.last_served_ends IS NOT NULL THEN m.served_until END
        AS served_until,
    round(CASE
        WHEN m.first_agent > m.first_customer THEN at_least_zero(m.first_agent_starts - m.first_customer_ends)
        WHEN c.channel IS DISTINCT FROM 'email' THEN at_least_zero(m.first_agent_starts)
    END, 3) AS first_response_s,
    CASE c.channel
        WHEN 'call' THEN $first_response_call_s
        WHEN 'chat' THEN $first_response_chat_s
        WHEN 'email' THEN $first_response_email_s
    END::DOUBLE AS first_response_target_s,
    round(CASE WHEN m.spoken = m.timed THEN m.longest_gap END, 3) AS longest_silence_s,
    round(CASE WHEN m.last_ends IS NOT NULL THEN at_least_zero(m.said_until) END, 3) AS duration_s,
    round(CASE
        WHEN c.channel IS DISTINCT FROM 'email' AND m.last_served_ends IS NOT NULL
        THEN nullif(at_least_zero(m.served_until - m.first_agent_starts), 0)  -- one moment alone shows no work
    END, 3) AS handle_time_s
FROM marks AS m
JOIN conversations AS c ON c.conversation_key = m.conversation_key;
