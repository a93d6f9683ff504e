-- pin: puts a status on top of the profile (spec/writes.md 4.10).
-- $1 int8 account, $2 int8 status, $3 text jobs,
-- $4 text base of URLs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.pin($1, $2, $3, $4) r
