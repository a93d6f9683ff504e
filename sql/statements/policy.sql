-- policy: who may quote a status (spec/writes.md 4.11).
-- $1 int8 account, $2 int8 status, $3 text policy,
-- $4 text jobs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.interaction_policy($1, $2, $3, $4) r
