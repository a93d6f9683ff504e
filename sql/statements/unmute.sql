-- unmute: hears of it again (spec/writes.md 4.9).
-- $1 int8 account, $2 int8 status
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.unmute($1, $2) r
