-- token: an access token and what its owner may do (spec/reads.md A2, A6).
-- $1 text token
-- lane: fast; replica-safe
--@variants anonymous
SELECT t.id AS c_id
    , t.application_id AS c_application_id
    , u.id AS c_user_id
    , u.account_id AS c_account_id
    , t.scopes AS c_scopes
    , extract(epoch FROM t.revoked_at)::int8 AS c_revoked_at
    , extract(epoch FROM t.created_at)::int8 + t.expires_in AS c_expires_at
    , u.confirmed_at IS NOT NULL AS c_confirmed
    , u.approved AS c_approved
    , u.disabled AS c_disabled
    , a.id <> -99 AND (a.suspended_at IS NOT NULL
        OR a.requested_deletion_at IS NOT NULL --@4.7+
        ) AS c_unavailable
    , a.memorial AS c_memorial
    , a.moved_to_account_id IS NOT NULL AS c_moved
    , false AS c_factor_missing --@<4.6
    , NOT u.otp_required_for_login --@4.6+
        AND (SELECT r.require_2fa FROM user_roles r --@4.6+
             WHERE r.id = coalesce(u.role_id, -99)) --@4.6+
        AND ( --@4.6+
            SELECT true FROM webauthn_credentials w --@4.6+
            WHERE w.user_id = u.id --@4.6+
            LIMIT 1) IS NULL AS c_factor_missing --@4.6+
    , t.last_used_at IS NULL
        OR t.last_used_at < now() AT TIME ZONE 'utc' - interval '24 hours'
        AS c_stale_token
    , u.id IS NOT NULL AND (u.current_sign_in_at IS NULL
        OR u.current_sign_in_at
            < now() AT TIME ZONE 'utc' - interval '24 hours') AS c_stale_user
FROM oauth_access_tokens t
LEFT JOIN users u ON u.id = t.resource_owner_id
LEFT JOIN accounts a ON a.id = u.account_id
WHERE t.token = $1
