-- fact_surveys: csat, nps and effort of a conversation: its own, else a survey that names it, else one of its
-- customer, answered within the window after it: of that customer's contacts, the last before the answer.
-- Of several answers the newest counts. An id that several sources share names no conversation.
CREATE OR REPLACE TEMP TABLE fact_surveys AS
WITH given AS (
    SELECT
        conversation_id,
        customer_key,
        CASE WHEN kind = 'ces' THEN 'effort' ELSE kind END AS kind,
        score,
        epoch_ms(answered_at) AS answered
    FROM surveys
    WHERE kind IN ('csat', 'nps', 'ces')
),
named AS (
    SELECT conversation_id, min(conversation_key) AS conversation_key
    FROM fact_contacts
    GROUP BY conversation_id
    HAVING count(*) = 1
),
moments AS (
    SELECT customer_key, starts, max(conversation_key) AS conversation_key, arg_max(ends, conversation_key) AS ends
    FROM fact_contacts
    WHERE customer_key IS NOT NULL AND starts IS NOT NULL
    GROUP BY customer_key, starts
),
matched AS (
    SELECT n.conversation_key, g.kind, g.score, g.answered, 1 AS distance
    FROM given AS g
    JOIN named AS n ON n.conversation_id = g.conversation_id
    UNION ALL
    SELECT m.conversation_key, g.kind, g.score, g.answered, 2
    FROM (FROM given WHERE conversation_id IS NULL AND customer_key IS NOT NULL AND answered IS NOT NULL) AS g
    ASOF JOIN moments AS m ON m.customer_key = g.customer_key AND g.answered >= m.starts
    WHERE g.answered - m.ends <= $survey_window_days::DOUBLE * 86400000
    UNION ALL
    SELECT conversation_key, kind, score, NULL, 0
    FROM (UNPIVOT (SELECT conversation_key, csat, nps, effort FROM fact_contacts)
        ON csat, nps, effort INTO NAME kind VALUE score)
),
newest AS (
    SELECT conversation_key, kind, score
    FROM matched
    QUALIFY row_number() OVER (
        PARTITION BY conversation_key, kind ORDER BY distance, answered DESC NULLS LAST, score) = 1
)
SELECT
    conversation_key,
    max(score) FILTER (kind = 'csat') AS csat,
    max(score) FILTER (kind = 'nps') AS nps,
    max(score) FILTER (kind = 'effort') AS effort
FROM newest
GROUP BY conversation_key;
