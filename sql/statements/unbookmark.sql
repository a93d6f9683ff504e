-- unbookmark: keeps it no more (spec/writes.md 4.8).
-- $1 int8 account, $2 int8 status, $3 text jobs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.unbookmark($1, $2, $3) r
