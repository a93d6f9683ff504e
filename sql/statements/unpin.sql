-- unpin: takes it away from there (spec/writes.md 4.10).
-- $1 int8 account, $2 int8 status, $3 text jobs,
-- $4 text base of URLs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.unpin($1, $2, $3, $4) r
