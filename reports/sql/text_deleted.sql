-- Conversations whose text was deleted because its time was over: in the newest run, and altogether.
SELECT
    coalesce((
        SELECT rows_in FROM run_steps
        WHERE step = 'retention' AND run_id = (SELECT arg_max(run_id, rowid) FROM run_steps)
    ), 0)::BIGINT AS tonight,
    (SELECT count(*) FROM conversations WHERE text_deleted_why = 'retention') AS altogether
