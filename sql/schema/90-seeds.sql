-- What the database of a new server holds. Rows that exist are left alone.

-- the account that speaks for the server itself
INSERT INTO accounts (id, username, actor_type, locked, created_at, updated_at)
VALUES (-99, 'mastodon.internal', 'Application', true,
        '2026-06-01 07:00:00', '2026-06-01 07:00:00')
ON CONFLICT DO NOTHING;

-- -99 is everyone's role; the others are there to be given
INSERT INTO user_roles
    (id, name, position, permissions, highlighted, created_at, updated_at)
SELECT role.*, timestamp '2026-06-01 07:00:00', timestamp '2026-06-01 07:00:00'
  FROM (VALUES
        (-99, '', -1, 65536, false),
        (1, 'Moderator', 10, 1049884, true),
        (2, 'Admin', 100, 2031612, true),
        (3, 'Owner', 1000, 1, true)) role
ON CONFLICT DO NOTHING;

-- the web interface; its credentials are this database's own
INSERT INTO oauth_applications
    (id, name, uid, secret, redirect_uri, scopes, superapp,
     created_at, updated_at)
VALUES (1, 'Web', md5('uid' || gen_random_uuid()),
        md5('secret' || gen_random_uuid()), 'urn:ietf:wg:oauth:2.0:oob',
        'read write follow push', true,
        '2026-06-01 07:00:00', '2026-06-01 07:00:00')
ON CONFLICT DO NOTHING;

DO $$
BEGIN
    PERFORM setval('user_roles_id_seq', max(id)) FROM user_roles;
    PERFORM setval('oauth_applications_id_seq', max(id))
       FROM oauth_applications;
END
$$;
