-- hold_status: locks a status that is to be deleted (spec/writes.md 4.4).
-- $1 int8 account, $2 int8 status
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.hold_status($1, $2) r
