-- reblog: boosts a status (spec/writes.md 4.5).
-- $1 int8 account, $2 int8 status, $3 text visibility,
-- $4 text jobs, $5 text base of URLs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.reblog($1, $2, $3, $4, $5) r
