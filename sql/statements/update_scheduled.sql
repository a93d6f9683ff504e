-- update_scheduled: sets another time (spec/writes.md 2.4, 4.2).
-- $1 int8 account, $2 int8 id, $3 bool is a time given, $4 timestamp or NULL,
-- $5 int4 most of an account, $6 int4 most of a day
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.update_scheduled($1, $2, $3, $4, $5, $6) r
