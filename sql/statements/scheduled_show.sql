-- scheduled_show: one scheduled status of an account.
-- $1 int8 account, $2 int8 id
-- rows: fragment "scheduled"
-- lane: fast; replica-safe
--@variants anonymous
--@include scheduled
FROM scheduled_statuses c
WHERE c.id = $2 AND c.account_id = $1
