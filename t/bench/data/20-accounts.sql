-- The benchmark's data, part 2: accounts, users, applications, emoji.

CREATE UNLOGGED TABLE bench.people AS
SELECT k, bench.account_id(k) AS id, bench.is_local(k) AS local, x.username,
       CASE WHEN NOT bench.is_local(k) THEN
           'social-' || 1 + bench.h(k, 31) % 400 || '.example.net'
       END AS domain
  FROM generate_series(1, :accounts) k
 CROSS JOIN LATERAL (
    SELECT (ARRAY['alba', 'bruno', 'clara', 'dmitri', 'elif', 'fred', 'greta',
               'hiro', 'ines', 'jonas', 'kaya', 'lena', 'mateo', 'noor',
               'otto', 'pia', 'quinn', 'rosa', 'sven', 'tomas', 'uma',
               'viktor', 'wanda', 'xenia', 'yuki', 'zoe'])
               [1 + bench.h(k, 32) % 26] || '_' || k AS username
 ) x;

-- how a post names them, and where they live
ALTER TABLE bench.people ADD url text, ADD uri text, ADD link text;

UPDATE bench.people
   SET url = 'https://' || coalesce(domain, 'social.example') || '/@'
           || username,
       uri = CASE WHEN local THEN 'https://social.example/ap/users/' || id
           ELSE 'https://' || domain || '/users/' || username END;

UPDATE bench.people
   SET link = '<span class="h-card" translate="no"><a href="' || url
           || '" class="u-url mention">@<span>' || username
           || '</span></a></span>';

CREATE UNIQUE INDEX ON bench.people (k);

INSERT INTO accounts
    (id, username, domain, display_name, note, fields, actor_type, uri, url,
     id_scheme, protocol, locked, discoverable, indexable,
     avatar_file_name, avatar_content_type, avatar_file_size,
     avatar_storage_schema_version, header_file_name, header_content_type,
     header_file_size, header_storage_schema_version,
     avatar_description, --@4.6+
     inbox_url, outbox_url, shared_inbox_url, followers_url, following_url,
     created_at, updated_at)
SELECT p.id, p.username, p.domain,
       CASE WHEN bench.chance(p.k, 33, 150) THEN ''
           ELSE initcap(replace(p.username, '_', ' '))
               || CASE WHEN bench.chance(p.k, 34, 120)
                   THEN ' :' || e.name || ':' ELSE '' END END,
       CASE WHEN bench.chance(p.k, 35, 80) THEN ''
           WHEN p.local THEN t.plain
               || CASE WHEN bench.chance(p.k, 36, 250)
                   THEN E'\n\nhttps://www.example.com/~' || p.username
                   ELSE '' END
               || CASE WHEN bench.chance(p.k, 37, 200)
                   THEN E'\n\n#' || g.name ELSE '' END
               || CASE WHEN bench.chance(p.k, 38, 80)
                   THEN E'\n\nAlso @' || o.username || coalesce('@' || o.domain,
                       '') ELSE '' END
           ELSE '<p>' || t.html || CASE WHEN bench.chance(p.k, 37, 200)
                   THEN '</p><p><a href="https://' || p.domain || '/tags/'
                       || lower(g.name)
                       || '" class="mention hashtag" rel="tag">#<span>'
                       || g.name || '</span></a>' ELSE '' END || '</p>' END,
       CASE WHEN bench.chance(p.k, 39, 500) THEN (
           SELECT jsonb_agg(jsonb_build_object('name', f.name, 'value',
                      CASE WHEN f.value LIKE 'https%' AND NOT p.local THEN
                          '<a href="' || f.value || '" target="_blank" '
                          'rel="nofollow noopener me" translate="no"><span '
                          'class="invisible">https://</span><span class="">'
                          || substr(f.value, 9)
                          || '</span><span class="invisible"></span></a>'
                      ELSE f.value END,
                      'verified_at', CASE WHEN f.value LIKE 'https%'
                          AND bench.chance(p.k, 40, 300)
                          THEN '2026-03-02T09:15:30.250+00:00' END))
             FROM (VALUES (1, 'Pronouns', 'they/them'),
                 (2, 'Website', 'https://example.org/~' || p.username),
                 (3, 'Lives in', 'A small town by the river'),
                 (4, 'Code', 'https://www.example.com/code/' || p.username))
                 f (n, name, value)
            WHERE f.n <= 1 + bench.h(p.k, 41) % 4) END,
       CASE WHEN bench.chance(p.k, 42, 50) THEN 'Service' ELSE 'Person' END,
       CASE WHEN NOT p.local THEN p.uri END,
       CASE WHEN NOT p.local THEN p.url END,
       1, 1, bench.chance(p.k, 43, 100), bench.chance(p.k, 44, 600),
       bench.chance(p.k, 45, 400),
       CASE WHEN bench.chance(p.k, 46, 850)
           THEN substr(md5('avatar' || p.k), 1, 16) || '.png' END,
       'image/png', 48123, CASE WHEN NOT p.local THEN 1 END,
       CASE WHEN bench.chance(p.k, 47, 600)
           THEN substr(md5('header' || p.k), 1, 16) || '.jpeg' END,
       'image/jpeg', 148123, CASE WHEN NOT p.local THEN 1 END,
       CASE WHEN bench.chance(p.k, 48, 100) THEN 'A face, smiling' ELSE '' END, --@4.6+
       p.uri || '/inbox', p.uri || '/outbox',
       'https://' || coalesce(p.domain, 'social.example') || '/inbox',
       p.uri || '/followers', p.uri || '/following', c.at, c.at
  FROM bench.people p
  JOIN bench.paragraphs t ON t.no = bench.h(p.k, 49) % 8192
  JOIN bench.tags g ON g.no = 1 + bench.h(p.k, 50) % 2000
  JOIN bench.emojis e ON e.no = 1 + bench.h(p.k, 51) % 24
  JOIN bench.people o ON o.k = 1 + bench.h(p.k, 52) % :accounts
 CROSS JOIN LATERAL (SELECT bench.made_at(p.id) AS at) c
 ORDER BY p.k;

INSERT INTO account_stats (account_id, statuses_count, following_count,
                           followers_count, last_status_at, created_at,
                           updated_at)
SELECT p.id, bench.h(p.k, 53) % 4000, bench.h(p.k, 54) % 900,
       bench.h(p.k, 55) % 5000, timestamp '2025-11-20 10:00:00'
           - (bench.h(p.k, 56) % 900) * interval '5 hours', c.at, c.at
  FROM bench.people p
 CROSS JOIN LATERAL (SELECT bench.made_at(p.id) AS at) c
 ORDER BY p.k;

INSERT INTO users (id, account_id, email, role_id, locale, settings,
                   confirmed_at, created_at, updated_at)
SELECT p.k, p.id, p.username || '@social.example',
       CASE WHEN p.k % 1000 = 0 THEN 3 END, 'en',
       CASE WHEN bench.chance(p.k, 57, 300)
           THEN '{"default_language":"en","noindex":'
               || bench.chance(p.k, 58, 200)
               || ',"web.auto_play":true,"default_sensitive":false}' END,
       c.at, c.at, c.at
  FROM bench.people p
 CROSS JOIN LATERAL (SELECT bench.made_at(p.id) AS at) c
 WHERE p.local
 ORDER BY p.k;

INSERT INTO oauth_applications (id, name, website, uid, secret, redirect_uri,
                                scopes, created_at, updated_at)
SELECT n, 'Application ' || n, 'https://app-' || n || '.example.com',
       md5('uid' || n), md5('secret' || n), 'urn:ietf:wg:oauth:2.0:oob',
       'read write follow push', '2023-01-01', '2023-01-01'
  FROM generate_series(2, 9) n;

-- one token for each user, and one that is of nobody (43 characters, as the
-- server makes them)
INSERT INTO oauth_access_tokens (token, application_id, resource_owner_id,
                                 scopes, created_at)
SELECT substr(md5('token' || id) || md5('nekot' || id), 1, 43),
       2 + id % 8, id, 'read write follow push', created_at
  FROM users
 ORDER BY id;

INSERT INTO oauth_access_tokens (token, application_id, scopes, created_at)
VALUES (substr(md5('token0') || md5('nekot0'), 1, 43), 2, 'read', '2024-01-01');

INSERT INTO custom_emojis (shortcode, domain, uri, image_remote_url,
                           image_file_name, image_content_type,
                           image_file_size, image_storage_schema_version,
                           created_at, updated_at)
SELECT e.name, d.domain, 'https://' || d.domain || '/emojis/' || e.no,
       'https://files.' || d.domain || '/emojis/' || e.name || '.png',
       substr(md5(e.name), 1, 16) || '.png', 'image/png', 8192,
       CASE WHEN d.domain IS NOT NULL THEN 1 END, '2023-01-01', '2023-01-01'
  FROM (SELECT DISTINCT domain FROM bench.people) d
 CROSS JOIN bench.emojis e
 ORDER BY d.domain NULLS FIRST, e.no;

INSERT INTO settings (var, value, created_at, updated_at)
SELECT 'setting_' || n, '--- true', '2023-01-01', '2023-01-01'
  FROM generate_series(1, 60) n;
