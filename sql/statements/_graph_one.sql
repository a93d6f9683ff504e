-- As graph, of the one status {root}: fewer tables to join, and each of them
-- costs more when it is opened than when it is read.  What few statuses have
-- is left to the statement "late".
--@let late yes
--@let status_viewer status_viewer
SELECT {root} AS c_root
--@include graph_columns
FROM statuses s
JOIN accounts a ON a.id = s.account_id
WHERE s.id = ANY ((
        SELECT ARRAY[b0.id, b0.reblog_of_id, (
            SELECT q0.quoted_status_id
            FROM quotes q0
            WHERE q0.status_id = coalesce(b0.reblog_of_id, b0.id)
                AND q0.state = 1)]
        FROM statuses b0
        WHERE b0.id = {root})::int8[])
    AND s.deleted_at IS NULL
