-- touch_token: an access token is in use (spec/reads.md F).
-- $1 int8 token id, $2 text client address
-- lane: write
--@variants anonymous
UPDATE oauth_access_tokens
SET last_used_at = now() AT TIME ZONE 'utc', last_used_ip = $2::inet
WHERE id = $1
    AND (last_used_at IS NULL
        OR last_used_at < now() AT TIME ZONE 'utc' - interval '24 hours')
