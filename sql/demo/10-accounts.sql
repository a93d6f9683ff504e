-- Demo data, part 1: who is here.
--
-- Load the files of this folder in the order of their names, once, into a
-- database that holds only sql/schema. Local domain: social.example.
-- The ids of posts worth a look stand at the top of 20-posts.sql.
--
-- Ids of accounts, posts and files tell their time as real ones do; so
-- created_at is always computed from the id: (id >> 16) milliseconds.

SET client_encoding TO 'UTF8';

INSERT INTO user_roles (id, name, color, position, permissions, highlighted,
                        created_at, updated_at)
VALUES (20, 'Librarian', '#3b7d4f', 5, 0, true,
        '2025-08-29 04:00:00', '2025-08-29 04:00:00');

-- local accounts; id_scheme 1: URIs are made from the id, 0: from the name
INSERT INTO accounts (id, username, display_name, note, fields, actor_type,
                      id_scheme, locked, discoverable, indexable, protocol,
                      created_at, updated_at)
SELECT v.id, v.username, v.display_name, v.note, v.fields::jsonb, v.actor_type,
       v.id_scheme, v.locked, v.discoverable, v.discoverable, 1, t.at, t.at
  FROM (VALUES
    (115110000000000000, 'alice', 'Alice :tram:',
     'Rides the tram, bakes bread, writes small programs in C.' || E'\n\n' ||
     'Posts in English, sometimes in German. #bread #trams',
     '[{"name":"Website","value":"https://alice.example/","verified_at":"2026-03-02T09:15:30.250+00:00"},
       {"name":"Pronouns","value":"she/her","verified_at":null},
       {"name":"Line","value":"12 :tram:","verified_at":null}]',
     'Person', 1, false, true),
    (115112000000000000, 'bob', 'Bob Winter',
     'Librarian, bicycle person, keeper of one grumpy cat. Friend of @alice.',
     '[{"name":"Library","value":"https://library.social.example","verified_at":null}]',
     'Person', 0, false, true),
    (115116000000000000, 'carol', 'Carol',
     'Follow requests welcome, please say hello first.', NULL,
     'Person', 1, true, false),
    (115118000000000000, 'mallory', 'Mallory', 'Cheap followers, best price!',
     NULL, 'Person', 1, false, true),
    (115120000000000000, 'oscar', 'Oscar', 'Moving on. It was lovely here.',
     NULL, 'Person', 1, false, true),
    (115123000000000000, 'sofia', 'Sofía Marín',
     'Novelas, café :espresso: y el mar. Escribo despacio.', NULL,
     'Person', 1, false, true),
    (115125000000000000, 'hanna', 'Hanna', 'Ich bin umgezogen.', NULL,
     'Person', 1, false, true),
    (115130000000000000, 'tidebot', 'Tide table',
     'High and low water at Emden. Run by @bob.', NULL,
     'Service', 1, false, true)
  ) v (id, username, display_name, note, fields, actor_type, id_scheme, locked,
       discoverable)
  CROSS JOIN LATERAL (
    SELECT timestamp 'epoch' + (v.id >> 16) * interval '1 millisecond' AS at
  ) t;

-- remote accounts; everything a server writes about itself hangs on its domain
INSERT INTO accounts (id, username, domain, display_name, note, fields,
                      actor_type, discoverable, indexable, protocol, uri, url,
                      inbox_url, outbox_url, shared_inbox_url, followers_url,
                      following_url, featured_collection_url,
                      last_webfingered_at, created_at, updated_at)
SELECT v.id, v.username, v.domain, v.display_name, v.note, v.fields::jsonb,
       v.actor_type, true, true, 1, u.uri, u.host || '/@' || v.username,
       u.uri || '/inbox', u.uri || '/outbox', u.host || '/inbox',
       u.uri || '/followers', u.uri || '/following',
       u.uri || '/collections/featured', '2026-04-25 03:00:00', t.at, t.at
  FROM (VALUES
    (115200000000000000, 'dave', 'remote.example', 'Dave :lighthouse:',
     '<p>Keeps a lighthouse, mends radios. <a href="https://remote.example/tags/coast" class="mention hashtag" rel="tag">#<span>coast</span></a></p>',
     '[{"name":"Logbook","value":"<a href=\"https://dave.example/log\" rel=\"me nofollow noopener\" target=\"_blank\"><span class=\"invisible\">https://</span><span class=\"\">dave.example/log</span><span class=\"invisible\"></span></a>","verified_at":"2026-01-15T18:30:00.000+00:00"}]',
     'Person'),
    (115204000000000000, 'yuki', 'remote.example', '雪 :party_goose:',
     '<p>写真と散歩。たまに英語。</p>', NULL, 'Person'),
    (115210000000000000, 'piotr', 'remote.example', 'Piotr Zając',
     '<p>Góry, mapy i pierogi.</p>', NULL, 'Person'),
    (115216000000000000, 'hanna', 'remote.example', 'Hanna am Deich',
     '<p>Früher auf social.example.</p>', NULL, 'Person'),
    (115230000000000000, 'luis', 'fotos.example', 'Luís :film:',
     '<p>Fotografia analógica em Lisboa.</p>', NULL, 'Person'),
    (115240000000000000, 'ada', 'xn--bcher-kva.example', 'Ada Lindgren',
     '<p>Buchhändlerin und Kolumnistin. Schreibt für die Gazette.</p>',
     NULL, 'Person'),
    (115250000000000000, 'olena', 'kyiv.example', 'Олена',
     '<p>Вчителька музики. Люблю каштани й тихі ранки.</p>', NULL, 'Person'),
    (115260000000000000, 'noor', 'souk.example', 'نور',
     '<p>أكتب عن الطعام والحكايات القديمة.</p>', NULL, 'Person'),
    (115270000000000000, 'garden', 'groups.example', 'Balcony gardeners',
     '<p>Mention this group and it passes your post on.</p>', NULL, 'Group'),
    (115280000000000000, 'grump', 'loud.example', 'GRUMP',
     '<p>I AM ONLY ASKING QUESTIONS.</p>', NULL, 'Person')
  ) v (id, username, domain, display_name, note, fields, actor_type)
  CROSS JOIN LATERAL (
    SELECT timestamp 'epoch' + (v.id >> 16) * interval '1 millisecond' AS at
  ) t
  CROSS JOIN LATERAL (
    SELECT 'https://' || v.domain AS host,
           'https://' || v.domain || '/users/' || v.username AS uri
  ) u;

-- states of accounts
UPDATE accounts SET suspended_at = '2026-04-02 09:00:00', suspension_origin = 0
 WHERE id = 115118000000000000;                         -- mallory
UPDATE accounts SET suspended_at = '2026-04-20 21:15:00', suspension_origin = 0
 WHERE id = 115120000000000000;                         -- oscar, before 4.7
--@if 4.7+
UPDATE accounts SET requested_deletion_at = suspended_at, suspended_at = NULL,
                    suspension_origin = NULL
 WHERE id = 115120000000000000;                         -- oscar
--@end
UPDATE accounts SET moved_to_account_id = 115216000000000000
 WHERE id = 115125000000000000;                         -- hanna moved
UPDATE accounts SET also_known_as = '{https://social.example/ap/users/115125000000000000}'
 WHERE id = 115216000000000000;                         -- to here
UPDATE accounts SET silenced_at = '2026-02-11 12:00:00'
 WHERE id = 115280000000000000;                         -- grump
UPDATE accounts SET attribution_domains = '{gazette.example}'
 WHERE id = 115240000000000000;                         -- ada

INSERT INTO account_deletion_requests (id, account_id, created_at, updated_at)
VALUES (1, 115120000000000000, '2026-04-20 21:15:00', '2026-04-20 21:15:00');

-- pictures: alice has an animated one, dave's are cached copies
UPDATE accounts
   SET avatar_file_name = '4be1c6a09d7f2350.gif',
       avatar_content_type = 'image/gif', avatar_file_size = 48211,
       avatar_updated_at = created_at,
       header_file_name = '90ce57d1b3a8f264.jpeg',
       header_content_type = 'image/jpeg', header_file_size = 120455,
       header_updated_at = created_at
 WHERE id = 115110000000000000;
UPDATE accounts
   SET avatar_file_name = 'c07d5f9e21ab8346.png',
       avatar_content_type = 'image/png', avatar_file_size = 20138,
       avatar_updated_at = created_at
 WHERE id = 115112000000000000;
UPDATE accounts
   SET avatar_file_name = '1f6a93d80be4c752.jpeg',
       avatar_content_type = 'image/jpeg', avatar_file_size = 31877,
       avatar_updated_at = created_at, avatar_storage_schema_version = 1,
       avatar_remote_url = 'https://files.remote.example/avatars/dave.jpeg',
       header_file_name = 'e5b7240c9fd18a63.jpeg',
       header_content_type = 'image/jpeg', header_file_size = 99012,
       header_updated_at = created_at, header_storage_schema_version = 1,
       header_remote_url = 'https://files.remote.example/headers/dave.jpeg'
 WHERE id = 115200000000000000;
--@if 4.6+
UPDATE accounts SET avatar_description = 'A loaf of bread that blinks',
                    header_description = 'Tram 12 at the terminus, in the rain'
 WHERE id = 115110000000000000;
UPDATE accounts SET avatar_description = 'A red and white lighthouse',
                    feature_approval_policy = 131072
 WHERE id = 115200000000000000;
--@end

INSERT INTO users (id, account_id, email, role_id, locale, settings,
                   confirmed_at, sign_in_count, current_sign_in_at,
                   last_sign_in_at, created_at, updated_at)
SELECT v.id, a.id, v.username || '@social.example', v.role_id, v.locale,
       v.settings, a.created_at + interval '3 minutes', 1,
       '2026-04-24 06:30:00', '2026-04-23 06:30:00', a.created_at, a.created_at
  FROM (VALUES
    (1, 'alice', NULL, 'en', NULL),
    (2, 'bob', 20, 'en', '{"show_application":false}'),
    (3, 'carol', NULL, 'en', NULL),
    (4, 'mallory', NULL, 'en', NULL),
    (5, 'oscar', NULL, 'en', NULL),
    (6, 'sofia', NULL, 'es', '{"default_language":"es","default_quote_policy":"followers"}'),
    (7, 'hanna', NULL, 'de', NULL),
    (8, 'tidebot', NULL, 'en', '{"noindex":true}')
  ) v (id, username, role_id, locale, settings)
  JOIN accounts a ON a.username = v.username AND a.domain IS NULL;

INSERT INTO oauth_applications (id, name, website, uid, secret, redirect_uri,
                                scopes, created_at, updated_at)
VALUES
    (2, 'Lantern', 'https://lantern.example', 'demo-lantern', 'demo-lantern-secret',
     'urn:ietf:wg:oauth:2.0:oob', 'read write', '2025-09-01 08:00:00', '2025-09-01 08:00:00'),
    (3, 'Tide robot', NULL, 'demo-tides', 'demo-tides-secret',
     'urn:ietf:wg:oauth:2.0:oob', 'read write', '2025-09-02 08:00:00', '2025-09-02 08:00:00');

-- well-known tokens, for a demo only; demo-alice-read is what the commands call
-- ALICE_READ, and so on
INSERT INTO oauth_access_tokens (id, token, application_id, resource_owner_id,
                                 scopes, expires_in, revoked_at, created_at)
VALUES
    (1, 'demo-alice', 2, 1, 'read write', NULL, NULL, '2026-03-01 08:00:00'),
    (2, 'demo-bob', 2, 2, 'read write', NULL, NULL, '2026-03-01 08:01:00'),
    (3, 'demo-carol', 2, 3, 'read write', NULL, NULL, '2026-03-01 08:02:00'),
    (4, 'demo-mallory', 2, 4, 'read write', NULL, NULL, '2026-03-01 08:03:00'),
    (5, 'demo-alice-read', 2, 1, 'read', NULL, NULL, '2026-03-01 08:04:00'),
    (6, 'demo-alice-read-statuses', 2, 1, 'read:statuses', NULL, NULL, '2026-03-01 08:05:00'),
    (7, 'demo-alice-write-favourites', 2, 1, 'write:favourites', NULL, NULL, '2026-03-01 08:06:00'),
    (8, 'demo-app', 2, NULL, 'read write', NULL, NULL, '2026-03-01 08:07:00'),
    (9, 'demo-expired', 2, 1, 'read write', 7200, NULL, '2026-03-01 08:08:00'),
    (10, 'demo-revoked', 2, 1, 'read write', NULL, '2026-03-02 08:00:00', '2026-03-01 08:09:00');

INSERT INTO custom_emoji_categories (id, name, created_at, updated_at)
VALUES (1, 'City', '2025-09-01 08:00:00', '2025-09-01 08:00:00');

-- old_logo is disabled: posts show it as they were typed
INSERT INTO custom_emojis (id, shortcode, domain, category_id, disabled,
                           visible_in_picker, uri, image_remote_url,
                           image_file_name, image_content_type,
                           image_file_size, image_storage_schema_version,
                           image_updated_at, created_at, updated_at)
SELECT v.id, v.shortcode, v.domain, v.category_id, v.disabled, v.in_picker,
       'https://' || v.domain || '/emojis/' || v.id,
       'https://files.' || v.domain || '/emojis/' || v.shortcode || '.png',
       v.file, CASE WHEN v.file LIKE '%.gif' THEN 'image/gif' ELSE 'image/png' END,
       8192, CASE WHEN v.domain IS NOT NULL THEN 1 END,
       '2025-09-01 08:00:00', '2025-09-01 08:00:00', '2025-09-01 08:00:00'
  FROM (VALUES
    (1, 'tram', NULL, 1, false, true, '5a0d7be3c918f264.png'),
    (2, 'espresso', NULL, NULL, false, true, 'b3f96c02e8d7415a.png'),
    (3, 'blinking_loaf', NULL, NULL, false, false, '07e4c9d25bf6a831.gif'),
    (4, 'old_logo', NULL, NULL, true, true, 'd91b38f7e6a0c542.png'),
    (5, 'lighthouse', 'remote.example', NULL, false, true, '62fa8d03c7e9b514.png'),
    (6, 'party_goose', 'remote.example', NULL, false, true, 'ae7104f5d2b86c39.gif'),
    (7, 'film', 'fotos.example', NULL, false, true, '3cd85fb1e7269a04.png')
  ) v (id, shortcode, domain, category_id, disabled, in_picker, file);
