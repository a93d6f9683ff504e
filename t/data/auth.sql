-- Who asks, on top of show.sql: vera, who has a token for every purpose, and
-- accounts in each state, each with the token tok-NAME.

INSERT INTO accounts (id, username, suspended_at, memorial,
    moved_to_account_id)
VALUES
    (3001, 'vera',        NULL,         false, NULL),
    (3011, 'suspended',   '2026-06-21', false, NULL),
    (3012, 'leaving',     NULL,         false, NULL),
    (3013, 'disabled',    NULL,         false, NULL),
    (3014, 'unconfirmed', NULL,         false, NULL),
    (3015, 'unapproved',  NULL,         false, NULL),
    (3016, 'moved',       NULL,         false, 3001),
    (3017, 'memorial',    NULL,         true,  NULL),
    (3018, 'factor',      NULL,         false, NULL);

INSERT INTO users (id, account_id)
SELECT id + 1000, id FROM accounts WHERE id > 3000;

UPDATE users SET disabled = true WHERE account_id = 3013;
UPDATE users SET confirmed_at = NULL WHERE account_id = 3014;
UPDATE users SET approved = false WHERE account_id = 3015;
UPDATE users SET role_id = 3 WHERE account_id = 3018;

-- columns that only some versions have
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'accounts'::regclass
            AND attname = 'requested_deletion_at') THEN
        UPDATE accounts SET requested_deletion_at = '2026-06-21'
        WHERE id = 3012;
    END IF;

    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'user_roles'::regclass
            AND attname = 'require_2fa') THEN
        UPDATE user_roles SET require_2fa = true WHERE id = 3;
    END IF;
END
$$;

-- a post for nobody's eyes but its author's
INSERT INTO statuses (id, account_id, local, text, visibility)
VALUES (501, 3001, true, 'Hello', 3), (502, 1002, true, 'Hello', 3);

INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
SELECT u.id, 'tok-' || a.username, 'read write follow push'
FROM users u
JOIN accounts a ON a.id = u.account_id;

-- vera's: one for each set of scopes, tok-SCOPES with "-" for a blank
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
SELECT 4001, 'tok-' || replace(s, ' ', '-'), s
FROM unnest(ARRAY['read', 'read:statuses', 'read:accounts', 'write',
    'write:statuses', 'follow', 'profile', 'push', 'admin:read', 'reads',
    'Read', 'read:status', 'write read:statuses', 'read write']) AS s;

-- and one for each state of a token
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes, revoked_at,
    expires_in, created_at)
VALUES
    (4001, 'tok-revoked', 'read', '2026-06-21', NULL, '2026-06-20'),
    (4001, 'tok-future', 'read', '2089-06-21', NULL, '2026-06-20'),
    (4001, 'tok-expired', 'read', NULL, 7200, '2026-06-20'),
    (4001, 'tok-at-once', 'read', NULL, 0, '2026-06-20'),
    (4001, 'tok-lasting', 'read', NULL, 2147483647, '2026-06-20'),
    (4001, 'tok-both', 'read', '2026-06-21', 7200, '2026-06-20'),
    (4001, 'tok-revoked-write', 'write', '2026-06-21', NULL, '2026-06-20'),
    (4001, 'tok-expired-write', 'write', NULL, 7200, '2026-06-20'),
    (4001, 'tok-null', NULL, NULL, NULL, '2026-06-20'),
    (4001, 'tok-none', '', NULL, NULL, '2026-06-20'),
    (4001, 'tok-spread', E' \tfollow\n\r read:statuses\t', NULL, NULL,
        '2026-06-20'),
    (4011, 'tok-suspended-revoked', 'read', '2026-06-21', NULL, '2026-06-20'),
    (4011, 'tok-suspended-write', 'write', NULL, NULL, '2026-06-20'),
    (NULL, 'tok-app', 'read write', NULL, NULL, '2026-06-20'),
    (NULL, 'tok-app-write', 'write', NULL, NULL, '2026-06-20'),
    (NULL, 'tok-app-revoked', 'read', '2026-06-21', NULL, '2026-06-20'),
    (4001, 'tok é', 'read', NULL, NULL, '2026-06-20'),
    (4001, '12345', 'read', NULL, NULL, '2026-06-20');

-- its user is gone
SET session_replication_role = replica;
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
VALUES (4999, 'tok-dangling', 'read write');
SET session_replication_role = DEFAULT;
