-- scheduled_list: an account's scheduled statuses, the newest first. With
-- min_id those that follow it, else the last ones.
-- $1 int8 account, $2 int8 max_id, $3 int8 since_id, $4 int8 min_id or NULL,
-- $5 int8 limit
-- rows: fragment "scheduled"
-- lane: fast; replica-safe
--@variants anonymous
WITH page AS MATERIALIZED (
    (SELECT * FROM scheduled_statuses
    WHERE $4::int8 IS NULL AND account_id = $1 AND id < $2 AND id > $3
    ORDER BY id DESC
    LIMIT $5)
    UNION ALL
    (SELECT * FROM scheduled_statuses
    WHERE $4::int8 IS NOT NULL AND account_id = $1 AND id < $2 AND id > $4
    ORDER BY id
    LIMIT $5))
--@include scheduled
FROM page c
ORDER BY c.id DESC
