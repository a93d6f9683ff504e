-- {call}, a function of statuses_gateway, done once for a client's key:
-- {once} are the four parameters of claim() behind the operation's name.
--@include result
FROM (
    SELECT CASE
        WHEN c.code IS NULL THEN statuses_gateway.remember({call}, $1,
            '{operation}', {once})
        ELSE c
    END AS r
    FROM statuses_gateway.claim($1, '{operation}', {once}) c
    OFFSET 0) x
CROSS JOIN LATERAL (SELECT (x.r).*) r
