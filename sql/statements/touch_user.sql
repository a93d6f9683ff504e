-- touch_user: a user is active (spec/reads.md F).
-- $1 int8 user id
-- lane: write
--@variants anonymous
UPDATE users
SET last_sign_in_at = coalesce(current_sign_in_at,
        now() AT TIME ZONE 'utc'),
    current_sign_in_at = now() AT TIME ZONE 'utc',
    updated_at = now() AT TIME ZONE 'utc'
WHERE id = $1
    AND (current_sign_in_at IS NULL
        OR current_sign_in_at < now() AT TIME ZONE 'utc' - interval '24 hours')
