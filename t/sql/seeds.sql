-- What a new database holds.

SELECT pg_temp.is((SELECT (username, domain, actor_type, locked, id_scheme)::text FROM accounts WHERE id = -99),
                  '(mastodon.internal,,Application,t,1)',
                  :'version' || ' account -99 is the server itself');

SELECT pg_temp.is(string_agg(concat_ws(' ', id, name, position, permissions, highlighted), ', ' ORDER BY id),
                  '-99  -1 65536 f, 1 Moderator 10 1049884 t, 2 Admin 100 2031612 t, 3 Owner 1000 1 t',
                  :'version' || ' roles')
  FROM user_roles;

SELECT pg_temp.is(string_agg(concat_ws(' ', id, name, superapp, scopes), ', '),
                  '1 Web t read write follow push',
                  :'version' || ' application of the web interface')
  FROM oauth_applications;

SELECT pg_temp.ok(count(*) = 1 AND min(length(secret)) = 32 AND min(uid) <> min(secret),
                  :'version' || ' its credentials are random')
  FROM oauth_applications;

SELECT pg_temp.is((SELECT count(*) FROM accounts) + (SELECT count(*) FROM statuses)
                  + (SELECT count(*) FROM users), 1::bigint,
                  :'version' || ' nothing else');

-- sequences stand behind the rows
BEGIN;
INSERT INTO user_roles (created_at, updated_at) VALUES (now(), now()) RETURNING id AS role \gset
INSERT INTO oauth_applications (name, uid, secret, redirect_uri)
VALUES ('x', 'x', 'x', 'x') RETURNING id AS app \gset
SELECT pg_temp.is(ARRAY[:role, :app], ARRAY[4, 2], :'version' || ' the next role and application');
ROLLBACK;
SELECT setval('user_roles_id_seq', 3), setval('oauth_applications_id_seq', 1) \g /dev/null

SELECT pg_temp.is((SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
                     FROM pg_attribute WHERE attrelid = 'instances'::regclass AND attnum > 0),
                  'domain character varying, accounts_count bigint',
                  :'version' || ' instances is there');
SELECT pg_temp.is(relkind, 'm'::"char", :'version' || ' instances is a materialised view')
  FROM pg_class WHERE oid = 'instances'::regclass;

-- every mark of a version up to this one, and none of a later one
SELECT pg_temp.is(
    (SELECT array_agg(version::text ORDER BY version) FROM schema_migrations),
    (SELECT array_agg(mark ORDER BY mark)
       FROM (VALUES
        (4.5, '{20250924170259,20251023210145}'::text[]),
        (4.6, '{20251117023614,20251118115657,20251119093332,20260115153219,20251201154910,20251217091936,20260127141459,20260127141820,20260211132603,20260420124030,20260217154542,20260303144409,20260311152331,20260319142348,20260323105645,20260425144553,20260611150940}'),
        (4.7, '{20260629125635,20260629124918,20260702144128,20260720090737,20260720092724,20260720100326,20260720104058,20260728124057,20260728145507,20260803172525,20260804081821,20260812154114}')
       ) v (since, marks)
      CROSS JOIN unnest(marks) mark
      WHERE since <= :version),
    :'version' || ' marks of migrations');
