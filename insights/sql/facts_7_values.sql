-- fact_values: one row a conversation, one column a fact. What rests on signals or on the outcome is null where
-- the conversation is not scored: a failure of ours is never a score of theirs.
CREATE OR REPLACE TEMP TABLE fact_values AS
WITH kept AS (
    SELECT
        c.promise_meant AS conversation_key,
        min(CASE WHEN said.broken THEN 0 ELSE 1 END) AS kept
    FROM fact_contacts AS c
    JOIN (
        SELECT conversation_key, bool_or(promise_broken) AS broken, bool_or(promise_kept) AS kept
        FROM fact_turns
        WHERE role = 'customer' AND (promise_broken OR promise_kept)
        GROUP BY conversation_key
    ) AS said ON said.conversation_key = c.conversation_key
    WHERE c.promise_meant IS NOT NULL
    GROUP BY c.promise_meant
),
repeated_problem AS (
    SELECT conversation_key, max(turn) AS last_turn
    FROM fact_turns
    WHERE role = 'customer' AND repeats_problem
    GROUP BY conversation_key
),
rates AS (
    SELECT queue, coalesce(valid_from, '-infinity'::DATE) AS valid_from, max(cost_per_hour) AS cost_per_hour
    FROM costs
    GROUP BY ALL
),
dated AS (
    SELECT conversation_key, queue, coalesce(make_timestamp_ms(starts)::DATE, '-infinity'::DATE) AS started_on
    FROM fact_contacts
),
rated AS (
    SELECT d.conversation_key, r.cost_per_hour
    FROM dated AS d
    ASOF JOIN rates AS r ON r.queue = d.queue AND d.started_on >= r.valid_from
)
SELECT
    c.conversation_key,
    t.first_response_s::DOUBLE AS first_response_s,
    (t.first_response_s <= t.first_response_target_s)::DOUBLE AS first_response_in_target,
    t.longest_silence_s::DOUBLE AS longest_silence_s,
    t.handle_time_s::DOUBLE AS handle_time_s,
    t.duration_s::DOUBLE AS duration_s,
    (c.time_to_resolution / 1000)::DOUBLE AS time_to_resolution_s,
    (CASE
        WHEN c.outcome = 'resolved' THEN c.time_to_resolution <= $resolution_target_hours::DOUBLE * 3600000
        WHEN c.outcome IS NOT NULL THEN false
    END)::DOUBLE AS resolved_in_24h,
    (CASE WHEN c.scored THEN h.holds END)::DOUBLE AS holds,
    (CASE WHEN c.scored THEN h.hold_s END)::DOUBLE AS hold_s,
    (CASE WHEN c.scored THEN h.changes + h.left_open::INTEGER END)::DOUBLE AS transfers,
    (CASE
        WHEN NOT c.scored THEN NULL
        WHEN c.again THEN r.last_turn IS NOT NULL
        WHEN h.changes > 0 THEN coalesce(r.last_turn > h.left_after, false)
    END)::DOUBLE AS customer_repeated_problem,
    (CASE
        WHEN NOT c.scored THEN NULL
        WHEN h.left_open THEN coalesce(
            c.agent_next.person <> h.last_person
            AND c.agent_next.starts - c.ends <= $transfer_window_minutes::DOUBLE * 60000, false)
        WHEN h.changes > 0 THEN true
    END)::DOUBLE AS follow_up_after_transfer,
    (CASE WHEN c.scored THEN q.to_bot END)::DOUBLE AS person_requests_to_bot,
    (CASE WHEN c.scored THEN q.unhonoured END)::DOUBLE AS person_request_unhonoured,
    (c.outcome = 'abandoned')::DOUBLE AS abandoned,
    c.again::DOUBLE AS repeat_contact,
    c.comes_back::DOUBLE AS repeated_within_7d,
    (CASE
        WHEN c.customer_key IS NULL OR c.outcome IS NULL THEN NULL
        ELSE c.outcome = 'resolved' AND NOT c.again AND NOT c.comes_back
    END)::DOUBLE AS first_contact_resolution,
    c.promised::DOUBLE AS promise_made,
    k.kept::DOUBLE AS promise_kept,
    (CASE WHEN (SELECT bool_or(is_sale) FROM fact_contacts) THEN c.after_sale END)::DOUBLE AS contact_after_sale,
    s.csat::DOUBLE AS csat,
    s.nps::DOUBLE AS nps,
    s.effort::DOUBLE AS effort,
    round(t.handle_time_s / 3600 * rated.cost_per_hour, 4)::DOUBLE AS cost
FROM fact_contacts AS c
LEFT JOIN fact_times AS t ON t.conversation_key = c.conversation_key
LEFT JOIN fact_handovers AS h ON h.conversation_key = c.conversation_key
LEFT JOIN fact_requests AS q ON q.conversation_key = c.conversation_key
LEFT JOIN repeated_problem AS r ON r.conversation_key = c.conversation_key
LEFT JOIN kept AS k ON k.conversation_key = c.conversation_key
LEFT JOIN fact_surveys AS s ON s.conversation_key = c.conversation_key
LEFT JOIN rated ON rated.conversation_key = c.conversation_key;
