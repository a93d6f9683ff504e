-- forget: drops the idempotency keys that are over, some at a time.
-- lane: write
--@variants anonymous
SELECT statuses_gateway.forget() AS c_n
