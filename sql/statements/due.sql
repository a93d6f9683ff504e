-- due: scheduled posts whose time has come, the oldest first, and how many
-- milliseconds it is to the next one.
-- $1 int4 how many at most
-- lane: fast
--@variants anonymous
SELECT c.id AS c_id
    , c.account_id AS c_account_id
    , c.params AS c_params
    , greatest(ceil(extract(epoch FROM c.scheduled_at
        - (now() AT TIME ZONE 'utc')) * 1000)::int8, 0) AS c_wait
    , u.disabled AS c_disabled
FROM scheduled_statuses c
LEFT JOIN users u ON u.account_id = c.account_id
WHERE c.scheduled_at IS NOT NULL
ORDER BY c.scheduled_at, c.id
LIMIT $1
