-- revoke: takes back the consent to a quote (spec/writes.md 4.12).
-- $1 int8 account, $2 int8 quoted status, $3 int8 quoting status, $4 text jobs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.revoke_quote($1, $2, $3, $4) r
