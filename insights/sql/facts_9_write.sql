-- Puts the fresh facts in the place of the stored ones, in one statement: all of them, or nothing.
MERGE INTO facts AS stored
USING (
    UNPIVOT (SELECT conversation_key, NULL::VARCHAR AS agent_id, * EXCLUDE (conversation_key) FROM fact_values)
    ON COLUMNS(* EXCLUDE (conversation_key, agent_id)) INTO NAME fact VALUE value
    UNION ALL
    UNPIVOT fact_agent_values
    ON COLUMNS(* EXCLUDE (conversation_key, agent_id)) INTO NAME fact VALUE value
) AS fresh
ON stored.conversation_key = fresh.conversation_key
    AND stored.agent_id IS NOT DISTINCT FROM fresh.agent_id
    AND stored.fact = fresh.fact
WHEN MATCHED AND stored.value <> fresh.value THEN UPDATE SET value = fresh.value
WHEN NOT MATCHED BY TARGET THEN INSERT (conversation_key, agent_id, fact, value)
    VALUES (fresh.conversation_key, fresh.agent_id, fresh.fact, fresh.value)
WHEN NOT MATCHED BY SOURCE THEN DELETE;

DROP TABLE fact_turns;
DROP TABLE fact_times;
DROP TABLE fact_handovers;
DROP TABLE fact_requests;
DROP TABLE fact_contacts;
DROP TABLE fact_surveys;
DROP TABLE fact_values;
DROP TABLE fact_agent_values;
DROP MACRO temp.at_least_zero;
