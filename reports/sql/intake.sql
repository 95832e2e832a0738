-- What came in: in the newest run (files read since it started), and altogether.
WITH newest AS (
    SELECT min(started_at) AS since
    FROM run_steps
    WHERE run_id = (SELECT arg_max(run_id, (started_at, run_id)) FROM run_steps)
),
counted AS (
    SELECT 'tonight' AS span, 1 AS place, b.* FROM batches AS b, newest WHERE b.read_at >= newest.since
    UNION ALL
    SELECT 'altogether', 2, * FROM batches
)
SELECT
    s.span,
    count(c.batch_id) AS files,
    coalesce(sum(c.records), 0)::BIGINT AS records,
    coalesce(sum(c.accepted), 0)::BIGINT AS accepted,
    coalesce(sum(c.duplicate), 0)::BIGINT AS duplicate,
    coalesce(sum(c.quarantined), 0)::BIGINT AS quarantined
FROM (VALUES (1, 'tonight'), (2, 'altogether')) AS s(place, span)
LEFT JOIN counted AS c ON c.span = s.span
GROUP BY s.place, s.span
ORDER BY s.place
