-- delete_status: deletes a status (spec/writes.md 4.4).
-- $1 int8 account, $2 int8 status, $3 bool with its files, $4 text jobs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.delete_status($1, $2, $3, $4) r
