-- blocked: addresses that may not ask for anything (spec/reads.md E1).
-- lane: fast; replica-safe
--@variants anonymous
SELECT family(b.ip) AS c_family
    , host(b.ip) AS c_address
    , masklen(b.ip) AS c_bits
FROM ip_blocks b
WHERE b.severity = 9999
