-- scheduled_written: the scheduled status that a function of statuses_gateway,
-- called before in the same transaction, has left to be shown.
-- rows: fragment "scheduled"
-- lane: write
--@variants anonymous
--@include scheduled
FROM scheduled_statuses c
WHERE c.id = nullif(current_setting('statuses_gateway.id', true), '')::bigint
