-- What can be said of the files that were not checked yet, one row a format. A share is null where fewer than
-- $least conversations, records or turns stand behind it, and where nothing is known that it could be held against.
WITH fresh AS (
    SELECT * REPLACE (records - before_since AS records), coalesce(format, 'unknown') AS kind
    FROM batches WHERE checked IS NOT TRUE
),
days AS (
    SELECT coalesce(format, 'unknown') AS kind, read_at::DATE AS day, sum(records - before_since) AS records
    FROM batches GROUP BY ALL
),
tonight AS (    -- the formats that came, and those that came on nearly every day before and did not come now
    SELECT kind, max(read_at::DATE) AS day FROM fresh GROUP BY kind
    UNION ALL
    SELECT kind, $today FROM days
    WHERE day BETWEEN $today - $days::INTEGER AND $today - 1 AND EXISTS (SELECT 1 FROM fresh)
      AND kind NOT IN (SELECT kind FROM fresh) AND kind NOT IN (SELECT kind FROM days WHERE day = $today)
    GROUP BY kind HAVING count(*) >= $steady
),
usual AS (
    SELECT d.kind, min(d.records) AS fewest, max(d.records) AS most
    FROM days d JOIN tonight t ON d.kind = t.kind AND d.day BETWEEN t.day - $days::INTEGER AND t.day - 1
    GROUP BY d.kind HAVING count(*) >= $few
),
volume AS (
    SELECT t.kind, CASE
        WHEN u.kind IS NULL THEN NULL
        WHEN coalesce(d.records, 0) < u.fewest THEN coalesce(d.records, 0) / u.fewest
        WHEN d.records > u.most THEN d.records / u.most
        ELSE 1 END AS records_to_usual
    FROM tonight t LEFT JOIN usual u USING (kind) LEFT JOIN days d ON d.kind = t.kind AND d.day = t.day
),
refused AS (
    SELECT kind, sum(duplicate) / sum(records) AS duplicate, sum(records) AS records FROM fresh GROUP BY kind
),
talks AS (
    SELECT f.kind, c.*, f.batch_id AS fresh_batch FROM conversations c JOIN fresh f USING (batch_id)
),
said AS (
    SELECT t.conversation_key, bool_or(t.role = 'agent' AND NOT t.internal) AS agent, bool_or(t.role = 'customer') AS customer,
           bool_or(t.role = 'unknown') AS unknown
    FROM turns t SEMI JOIN talks USING (conversation_key) GROUP BY t.conversation_key
),
by_talk AS (
    SELECT k.kind, count(*) AS n,
        count(*) FILTER (NOT s.unknown) AS known,
        avg((NOT (s.agent AND s.customer))::INT) FILTER (NOT s.unknown) AS one_sided,
        avg((NOT k.times_ok)::INT) AS times_out_of_order,
        avg((k.started_at IS NULL)::INT) AS without_start,
        avg((k.language IS NULL OR NOT list_contains($languages, k.language))::INT) AS language_unexpected
    FROM talks k JOIN said s USING (conversation_key) GROUP BY k.kind
),
twice AS (
    SELECT kind, sum(n - 1) / sum(n) AS id_twice
    FROM (SELECT kind, source, conversation_id, count(*) AS n FROM talks GROUP BY ALL) GROUP BY kind
),
by_turn AS (
    SELECT k.kind, count(*) AS n, avg((trim(t.text) = '')::INT) AS empty_text,
        count(*) FILTER (t.role = 'agent') AS agent_turns,
        avg((t.agent_id IS NULL OR t.agent_id NOT IN (SELECT agent_id FROM agents))::INT) FILTER (t.role = 'agent') AS agent_unknown
    FROM turns t JOIN talks k USING (conversation_key)
    WHERE t.role IN ('agent', 'customer') GROUP BY k.kind
)
SELECT v.kind AS format, v.records_to_usual,
    CASE WHEN r.records >= $least THEN r.duplicate END AS duplicate,
    CASE WHEN b.n >= $least THEN w.id_twice END AS id_twice,
    CASE WHEN b.known >= $least THEN b.one_sided END AS one_sided,
    CASE WHEN b.n >= $least THEN b.times_out_of_order END AS times_out_of_order,
    CASE WHEN b.n >= $least THEN b.without_start END AS without_start,
    CASE WHEN b.n >= $least THEN b.language_unexpected END AS language_unexpected,
    CASE WHEN u.n >= $least THEN u.empty_text END AS empty_text,
    CASE WHEN u.agent_turns >= $least AND EXISTS (SELECT 1 FROM agents) THEN u.agent_unknown END AS agent_unknown
FROM volume v
LEFT JOIN refused r USING (kind)
LEFT JOIN by_talk b USING (kind)
LEFT JOIN by_turn u USING (kind)
LEFT JOIN twice w USING (kind)
ORDER BY v.kind
