-- What came in: in the newest run (files read between its start and its end so far), and altogether. The newest is the
-- one written last: clocks jump.
WITH newest AS (
    SELECT min(started_at) AS since, max(coalesce(finished_at, started_at)) AS until
    FROM run_steps
    WHERE run_id = (SELECT arg_max(run_id, rowid) FROM run_steps)
),
counted AS (
    SELECT 'tonight' AS span, 1 AS place, b.* FROM batches AS b, newest WHERE b.read_at BETWEEN newest.since AND newest.until
    UNION ALL
    SELECT 'altogether', 2, * FROM batches
)
SELECT
    s.span,
    count(c.batch_id) AS files,
    coalesce(sum(c.records), 0)::BIGINT AS records,
    coalesce(sum(c.accepted), 0)::BIGINT AS accepted,
    coalesce(sum(c.duplicate), 0)::BIGINT AS duplicate,
    coalesce(sum(c.quarantined), 0)::BIGINT AS quarantined,
    coalesce(sum(c.before_since), 0)::BIGINT AS before_since
FROM (VALUES (1, 'tonight'), (2, 'altogether')) AS s(place, span)
LEFT JOIN counted AS c ON c.span = s.span
GROUP BY s.place, s.span
ORDER BY s.place
