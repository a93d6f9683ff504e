-- delete_scheduled: takes a scheduled status back (spec/writes.md 4.2).
-- $1 int8 account, $2 int8 id
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.delete_scheduled($1, $2) r
