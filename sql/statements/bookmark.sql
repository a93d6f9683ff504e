-- bookmark: keeps a status for later (spec/writes.md 4.8).
-- $1 int8 account, $2 int8 status
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.bookmark($1, $2) r
