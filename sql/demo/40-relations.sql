-- Demo data, part 5: who follows, likes, keeps, hides and filters what.
-- People are named by handle, without @ and without the local domain.

SET client_encoding TO 'UTF8';

INSERT INTO follows (id, account_id, target_account_id, uri, created_at,
                     updated_at)
SELECT v.id, a.id, b.id,
       CASE WHEN a.domain IS NOT NULL THEN a.uri || '#follows/' || v.id
            WHEN a.id_scheme = 1
            THEN 'https://social.example/ap/users/' || a.id || '#follows/' || v.id
            ELSE 'https://social.example/users/' || a.username || '#follows/' || v.id
       END, t.at, t.at
  FROM (VALUES
    (1, 'bob', 'alice'), (2, 'carol', 'alice'), (3, 'sofia', 'alice'),
    (4, 'dave@remote.example', 'alice'), (5, 'yuki@remote.example', 'alice'),
    (6, 'alice', 'bob'), (7, 'dave@remote.example', 'bob'),
    (8, 'ada@xn--bcher-kva.example', 'bob'), (9, 'alice', 'carol'),
    (10, 'alice', 'dave@remote.example'), (11, 'bob', 'dave@remote.example'),
    (12, 'alice', 'luis@fotos.example'), (13, 'alice', 'sofia'),
    (14, 'luis@fotos.example', 'sofia'), (15, 'bob', 'tidebot'),
    (16, 'dave@remote.example', 'tidebot'), (17, 'bob', 'ada@xn--bcher-kva.example'),
    (18, 'sofia', 'noor@souk.example'), (19, 'hanna@remote.example', 'hanna')
  ) v (id, follower, followed)
  JOIN accounts a ON concat_ws('@', a.username, a.domain) = v.follower
  JOIN accounts b ON concat_ws('@', b.username, b.domain) = v.followed
  CROSS JOIN LATERAL (
    SELECT timestamp '2026-03-28 08:00:00' + v.id * interval '37 minutes' AS at
  ) t;

INSERT INTO follow_requests (id, account_id, target_account_id, uri,
                             created_at, updated_at)
VALUES (1, 115112000000000000, 115116000000000000,      -- bob asks carol
        'https://social.example/users/bob#follows/20',
        '2026-04-20 18:00:00', '2026-04-20 18:00:00');

INSERT INTO blocks (id, account_id, target_account_id, uri, created_at,
                    updated_at)
VALUES
    (1, 115110000000000000, 115280000000000000,         -- alice, grump
     'https://social.example/ap/users/115110000000000000#blocks/1',
     '2026-03-28 07:00:00', '2026-03-28 07:00:00'),
    (2, 115116000000000000, 115118000000000000,         -- carol, mallory
     'https://social.example/ap/users/115116000000000000#blocks/2',
     '2026-04-01 15:00:00', '2026-04-01 15:00:00');

INSERT INTO mutes (id, account_id, target_account_id, hide_notifications,
                   expires_at, created_at, updated_at)
VALUES
    (1, 115110000000000000, 115130000000000000, true, NULL,     -- alice, tidebot
     '2026-04-09 06:00:00', '2026-04-09 06:00:00'),
    (2, 115112000000000000, 115270000000000000, false,          -- bob, garden
     '2090-01-01 00:00:00', '2026-04-16 20:00:00', '2026-04-16 20:00:00');

INSERT INTO account_domain_blocks (id, account_id, domain, created_at,
                                   updated_at)
VALUES (1, 115112000000000000, 'loud.example',          -- bob
        '2026-04-14 19:00:00', '2026-04-14 19:00:00');

INSERT INTO domain_blocks (id, domain, severity, public_comment, created_at,
                           updated_at)
VALUES (1, 'loud.example', 0, 'Shouting', '2026-02-11 12:00:00',
        '2026-02-11 12:00:00');

INSERT INTO favourites (id, account_id, status_id, created_at, updated_at)
SELECT row_number() OVER (ORDER BY s.id, x.n), a.id, s.id, t.at, t.at
  FROM (VALUES
    (116301000000000000, '{bob,dave@remote.example,sofia,yuki@remote.example,luis@fotos.example,carol,piotr@remote.example,olena@kyiv.example}'::text[]),
    (116303000000000000, '{dave@remote.example,bob}'),
    (116319000000000000, '{bob,carol}'),
    (116320000000000001, '{alice}'),
    (116325000000000000, '{alice,ada@xn--bcher-kva.example,carol}'),
    (116329000000000000, '{alice}'),
    (116340000000000000, '{bob,sofia,dave@remote.example,noor@souk.example,alice}'),
    (116342000000000000, '{alice,yuki@remote.example,carol,ada@xn--bcher-kva.example}'),
    (116345000000000000, '{luis@fotos.example,alice}'),
    (116347000000000000, '{alice,sofia}'),
    (116348000000000000, '{alice,bob}'),
    (116363000000000000, '{luis@fotos.example}'),
    (116364000000000000, '{alice}'),
    (116376000000000002, '{bob,carol,luis@fotos.example}'),
    (116386000000000000, '{alice}'),
    (116391000000000000, '{ada@xn--bcher-kva.example,alice}'),
    (116431000000000000, '{bob,carol,sofia,dave@remote.example,yuki@remote.example,piotr@remote.example,ada@xn--bcher-kva.example,luis@fotos.example,olena@kyiv.example,noor@souk.example,hanna@remote.example,garden@groups.example}'),
    (116431300000000000, '{alice,dave@remote.example,noor@souk.example,carol}'),
    (116433000000000000, '{alice}')
  ) v (status, likers)
  JOIN statuses s ON s.id = v.status
  CROSS JOIN LATERAL unnest(v.likers) WITH ORDINALITY x (handle, n)
  JOIN accounts a ON concat_ws('@', a.username, a.domain) = x.handle
  CROSS JOIN LATERAL (
    SELECT s.created_at + x.n * interval '7 minutes' AS at
  ) t;

INSERT INTO bookmarks (id, account_id, status_id, created_at, updated_at)
SELECT v.id, a.id, s.id, s.created_at + interval '1 hour',
       s.created_at + interval '1 hour'
  FROM (VALUES
    (1, 'alice', 116329000000000000), (2, 'alice', 116391000000000000),
    (3, 'bob', 116301000000000000), (4, 'bob', 116348000000000000),
    (5, 'carol', 116431000000000000), (6, 'sofia', 116431300000000000)
  ) v (id, username, status)
  JOIN accounts a ON a.username = v.username AND a.domain IS NULL
  JOIN statuses s ON s.id = v.status;

INSERT INTO status_pins (id, account_id, status_id, created_at, updated_at)
SELECT row_number() OVER (ORDER BY s.id), s.account_id, s.id,
       s.created_at + interval '5 minutes', s.created_at + interval '5 minutes'
  FROM statuses s
 WHERE s.id IN (116301000000000000, 116376000000000000,     -- alice
                116363000000000000,                         -- sofia
                116326000000000000);                        -- dave

-- action: 0 warn, 1 hide, 2 blur
INSERT INTO custom_filters (id, account_id, phrase, context, action,
                            expires_at, created_at, updated_at)
VALUES
    (1, 115110000000000000, 'Sports', '{home,public,thread}', 0, NULL,
     '2026-04-01 07:00:00', '2026-04-01 07:00:00'),
    (2, 115110000000000000, 'No spoilers', '{home,account}', 1,
     '2090-01-01 00:00:00', '2026-04-07 20:00:00', '2026-04-07 20:00:00'),
    (3, 115110000000000000, 'Election week', '{home}', 0,
     '2026-04-05 00:00:00', '2026-03-29 07:00:00', '2026-03-29 07:00:00'),
    (4, 115112000000000000, 'Squeamish', '{home,notifications,public,thread,account}', 2,
     NULL, '2026-04-04 11:00:00', '2026-04-04 11:00:00');

INSERT INTO custom_filter_keywords (id, custom_filter_id, keyword, whole_word,
                                    created_at, updated_at)
VALUES
    (1, 1, 'football', true, '2026-04-01 07:00:00', '2026-04-01 07:00:00'),
    (2, 1, 'offside', true, '2026-04-01 07:00:00', '2026-04-01 07:00:00'),
    (3, 3, 'tram', false, '2026-03-29 07:00:00', '2026-03-29 07:00:00'),
    (4, 4, 'X-ray', true, '2026-04-04 11:00:00', '2026-04-04 11:00:00'),
    (5, 4, '#nsfw', false, '2026-04-04 11:00:00', '2026-04-04 11:00:00');

INSERT INTO custom_filter_statuses (id, custom_filter_id, status_id,
                                    created_at, updated_at)
VALUES (1, 2, 116363000000000000, '2026-04-07 20:00:00', '2026-04-07 20:00:00');

INSERT INTO tags (id, name, display_name, created_at, updated_at)
SELECT v.id, v.name, v.display_name, '2026-03-27 08:00:00', '2026-03-27 08:00:00'
  FROM (VALUES
    (1, 'introduction', 'introduction'), (2, 'bread', 'bread'),
    (3, 'trams', 'trams'), (4, 'brotchen', 'Brötchen'), (5, 'deal', 'deal'),
    (6, 'lisboa', 'lisboa'), (7, 'музика', 'музика'), (8, '散歩', '散歩'),
    (9, 'gezeiten', 'Gezeiten'), (10, 'escribir', 'escribir'),
    (11, 'smallthings', 'smallthings')
  ) v (id, name, display_name);

-- the counter comes in 90-derived.sql
INSERT INTO featured_tags (id, account_id, tag_id, created_at, updated_at)
VALUES (1, 115110000000000000, 2, '2026-03-28 09:00:00', '2026-03-28 09:00:00');

INSERT INTO tag_follows (id, account_id, tag_id, created_at, updated_at)
VALUES (1, 115112000000000000, 2, '2026-03-28 10:00:00', '2026-03-28 10:00:00');
