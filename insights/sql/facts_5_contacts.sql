-- fact_contacts: one row a conversation that counts, with what the same customer's other contacts say about it.
-- Moments are whole milliseconds since 1970, so that exactly seven days are exactly seven days. A contact ends
-- with its last spoken turn, or as it starts where its times cannot be used. Topic `other` is no common topic.
CREATE OR REPLACE TEMP TABLE fact_contacts AS
WITH topic_of AS (
    SELECT conversation_key, min(topic) AS topic
    FROM topics
    GROUP BY conversation_key
),
contacts AS (
    SELECT
        c.conversation_key,
        c.conversation_id,
        c.customer_key,
        c.queue,
        c.csat,
        c.nps,
        c.effort,
        c.not_scored IS NULL AS scored,
        nullif(coalesce(t.topic, c.declared_topic), 'other') AS topic,
        epoch_ms(c.started_at) AS starts,
        epoch_ms(c.started_at) + coalesce(round(1000 * times.duration_s)::BIGINT, 0) AS ends,
        CASE WHEN c.not_scored IS NULL THEN nullif(o.outcome, 'unsure') END AS outcome,
        CASE WHEN o.outcome = 'resolved' THEN round(1000 * at_least_zero(settled.ends))::BIGINT END AS resolved_after,
        CASE WHEN c.not_scored IS NULL THEN o.promise_turn IS NOT NULL OR coalesce(h.promise, false) END AS promised,
        coalesce(coalesce(t.topic, c.declared_topic) IN (SELECT unnest($sale_topics::VARCHAR[])), false)
            OR coalesce(c.queue IN (SELECT unnest($sale_topics::VARCHAR[])), false) AS is_sale,
        coalesce(times.has_agent, false) AS has_agent,
        h.first_person
    FROM conversations AS c
    LEFT JOIN topic_of AS t ON t.conversation_key = c.conversation_key
    LEFT JOIN outcomes AS o ON o.conversation_key = c.conversation_key
    LEFT JOIN fact_turns AS settled ON settled.conversation_key = o.conversation_key AND settled.turn = o.turn
    LEFT JOIN fact_times AS times ON times.conversation_key = c.conversation_key
    LEFT JOIN fact_handovers AS h ON h.conversation_key = c.conversation_key
    WHERE c.is_current AND c.excluded IS NULL
),
of_customer AS (
    SELECT
        *,
        max(ends) OVER earlier AS ended_before,
        lead(starts) OVER in_order AS starts_next,
        max(CASE WHEN is_sale THEN ends END) OVER earlier AS sold_before,
        last_value(CASE WHEN promised THEN {'key': conversation_key, 'ends': ends} END IGNORE NULLS) OVER earlier
            AS promise_before,
        first_value(CASE WHEN has_agent THEN {'starts': starts, 'person': first_person} END IGNORE NULLS) OVER later
            AS agent_next
    FROM contacts
    WHERE customer_key IS NOT NULL AND starts IS NOT NULL
    WINDOW
        in_order AS (PARTITION BY customer_key ORDER BY starts, conversation_key),
        earlier AS (PARTITION BY customer_key ORDER BY starts, conversation_key
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        later AS (PARTITION BY customer_key ORDER BY starts, conversation_key
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
),
of_topic AS (
    SELECT
        conversation_key,
        customer_key,
        topic,
        starts,
        outcome,
        starts - max(ends) OVER earlier <= $repeat_window_days::DOUBLE * 86400000 AS again,
        lead(starts) OVER in_order - ends <= $repeat_window_days::DOUBLE * 86400000 AS comes_back,
        lag(outcome) OVER in_order AS outcome_before,
        last_value(CASE WHEN promised THEN {'key': conversation_key, 'ends': ends} END IGNORE NULLS) OVER earlier
            AS promise_before
    FROM of_customer
    WHERE topic IS NOT NULL
    WINDOW
        in_order AS (PARTITION BY customer_key, topic ORDER BY starts, conversation_key),
        earlier AS (PARTITION BY customer_key, topic ORDER BY starts, conversation_key
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
numbered AS (
    -- a case: contacts of a customer about a topic, none of which resolved it before the next one came
    SELECT
        *,
        count_if(NOT coalesce(again, false) OR coalesce(outcome_before = 'resolved', false)) OVER (
            PARTITION BY customer_key, topic ORDER BY starts, conversation_key ROWS UNBOUNDED PRECEDING) AS case_number
    FROM of_topic
),
cases AS (
    SELECT
        conversation_key,
        first_value(starts) OVER in_case AS opened,
        -- an earlier contact whose end nobody knows: the clock cannot be set
        coalesce(bool_or(outcome IS NULL) OVER (in_case ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false)
            AS clock_unknown
    FROM numbered
    WINDOW in_case AS (PARTITION BY customer_key, topic, case_number ORDER BY starts, conversation_key)
)
SELECT
    c.* EXCLUDE (first_person),
    -- without a topic of its own, a contact is known not to repeat only where the customer had no other near it
    CASE
        WHEN o.conversation_key IS NULL THEN NULL
        WHEN c.topic IS NOT NULL THEN coalesce(s.again, false)
        WHEN c.starts - o.ended_before <= $repeat_window_days::DOUBLE * 86400000 THEN NULL
        ELSE false
    END AS again,
    CASE
        WHEN o.conversation_key IS NULL THEN NULL
        WHEN c.topic IS NOT NULL THEN coalesce(s.comes_back, false)
        WHEN o.starts_next - c.ends <= $repeat_window_days::DOUBLE * 86400000 THEN NULL
        ELSE false
    END AS comes_back,
    CASE
        WHEN k.clock_unknown THEN NULL
        WHEN c.topic IS NULL AND c.starts - o.ended_before <= $repeat_window_days::DOUBLE * 86400000 THEN NULL
        ELSE c.resolved_after + coalesce(c.starts - k.opened, 0)
    END AS time_to_resolution,
    CASE
        WHEN o.conversation_key IS NULL OR c.is_sale THEN NULL
        ELSE coalesce(c.starts - o.sold_before <= $sale_window_days::DOUBLE * 86400000, false)
    END AS after_sale,
    -- a customer who speaks of a promise means the last one made, of the same topic if there is one
    CASE
        WHEN c.starts - s.promise_before.ends <= $promise_window_days::DOUBLE * 86400000 THEN s.promise_before.key
        WHEN c.starts - o.promise_before.ends <= $promise_window_days::DOUBLE * 86400000 THEN o.promise_before.key
    END AS promise_meant,
    o.agent_next
FROM contacts AS c
LEFT JOIN of_customer AS o ON o.conversation_key = c.conversation_key
LEFT JOIN of_topic AS s ON s.conversation_key = c.conversation_key
LEFT JOIN cases AS k ON k.conversation_key = c.conversation_key;
