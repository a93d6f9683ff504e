-- Demo data, part 3: files, cards, a collection and posts to come.

SET client_encoding TO 'UTF8';

-- Files. type: 0 image, 1 gifv, 2 video, 3 unknown, 4 audio. A remote file
-- with a name is cached here, one without is fetched when it is asked for.
INSERT INTO media_attachments
    (id, account_id, status_id, type, description, blurhash, remote_url,
     file_file_name, file_content_type, file_file_size, file_updated_at,
     file_meta, file_storage_schema_version, processing,
     thumbnail_remote_url, created_at, updated_at)
SELECT v.id, a.id, v.status, v.type, v.description, v.blurhash,
       coalesce(v.remote_url, ''), v.file, v.content_type, v.size,
       CASE WHEN v.file IS NOT NULL THEN t.at END, v.meta::json,
       CASE WHEN a.domain IS NOT NULL THEN 1 END, v.processing,
       v.thumbnail_remote_url, t.at, t.at
  FROM (VALUES
    -- four pictures
    (116339000000000001, 'alice', 116340000000000000::bigint, 0,
     'A very flat loaf next to a ruler, two centimetres high',
     'LNI:dVoe0$oes.fQayfQ0$azs.az', NULL, 'a1f0c3d27b5e9846.jpeg', 'image/jpeg', 412877,
     '{"original":{"width":1600,"height":1200,"size":"1600x1200","aspect":1.3333333333333333},"small":{"width":554,"height":416,"size":"554x416","aspect":1.3317307692307692},"focus":{"x":0.0,"y":0.3}}',
     2, NULL),
    (116339000000000002, 'alice', 116340000000000000, 0,
     'A loaf as black as the oven behind it',
     'LNI:dVoe0$oes.fQayfQ0$azs.az', NULL, 'b2e1d4c38a6f0957.jpeg', 'image/jpeg', 398120,
     '{"original":{"width":1600,"height":1200,"size":"1600x1200","aspect":1.3333333333333333},"small":{"width":554,"height":416,"size":"554x416","aspect":1.3317307692307692}}',
     2, NULL),
    (116339000000000003, 'alice', 116340000000000000, 0,
     'A third loaf, holding a door open',
     'LhPjfK~Bs.%2~UNHWVfks.WCfQfQ', NULL, 'c3d2e5b49970fa68.png', 'image/png', 911203,
     '{"original":{"width":1200,"height":1600,"size":"1200x1600","aspect":0.75},"small":{"width":416,"height":554,"size":"416x554","aspect":0.7509025270758123}}',
     2, NULL),
    (116339000000000004, 'alice', 116340000000000000, 0, NULL,
     'LNI:dVoe0$oes.fQayfQ0$azs.az', NULL, 'd4c3f6a58861eb79.webp', 'image/webp', 287334,
     '{"original":{"width":1600,"height":1200,"size":"1600x1200","aspect":1.3333333333333333},"small":{"width":554,"height":416,"size":"554x416","aspect":1.3317307692307692}}',
     2, NULL),

    -- animation, video, sounds
    (116341000000000001, 'bob', 116342000000000000, 1,
     'A grey cat slides out of a book return slot, again and again',
     'LME{93?9Iv~1t7oKa#oJfQfQfQfQ', NULL, 'e5b4a79677520c8a.mp4', 'video/mp4', 733410,
     '{"original":{"width":480,"height":360,"frame_rate":"25/1","duration":4.2,"bitrate":1396972},"small":{"width":480,"height":360,"size":"480x360","aspect":1.3333333333333333}}',
     2, NULL),
    (116344000000000001, 'sofia', 116345000000000000, 2,
     'Olas pequeñas al amanecer; una gaviota cruza de izquierda a derecha',
     'LB7y?f8#oLba8#%eWVj[n+WVj[fQ', NULL, 'f6a5b88766431d9b.mp4', 'video/mp4', 5120331,
     '{"original":{"width":1280,"height":720,"frame_rate":"30/1","duration":20.4,"bitrate":2007973},"small":{"width":640,"height":360,"size":"640x360","aspect":1.7777777777777777}}',
     2, NULL),
    (116342500000000001, 'alice', 116343000000000000, 4,
     'A tram starts: a hum, a click, a long rising whine, a bell',
     'LjJhF91MoKa#spWWjtfQfQfQfQfQ', NULL, '07968c99550e2eac.mp3', 'audio/mpeg', 960512,
     '{"original":{"duration":40.02,"bitrate":192000},"small":{"width":400,"height":400,"size":"400x400","aspect":1.0},"colors":{"background":"#3b1f3d","foreground":"#f0c9b0","accent":"#e8795c"}}',
     2, NULL),
    (116342500000000002, 'alice', 116343000000000001, 4,
     'Squeaks and a bell, heard from inside a tram', NULL, NULL,
     '18a79da8442f3fbd.ogg', 'audio/ogg', 510220,
     '{"original":{"duration":21.5,"bitrate":189849}}', 2, NULL),

    -- a sensitive one
    (116345500000000001, 'bob', 116346000000000000, 0,
     'An X-ray of a left hand between the pages of an old atlas',
     'LVDZSq|t$5w{soo1jtjtfQfQfQfQ', NULL, '29b8aeb733304ace.jpeg', 'image/jpeg', 301998,
     '{"original":{"width":900,"height":1200,"size":"900x1200","aspect":0.75},"small":{"width":416,"height":554,"size":"416x554","aspect":0.7509025270758123}}',
     2, NULL),

    -- remote: one picture cached, one not; a video of which only the preview
    -- is here; something nobody knows what it is
    (116347000000000001, 'luis', 116347000000000000, 0,
     'Uma viela da Mouraria com roupa a secar',
     'LjLDoXoL01oLt7fQWBfQfQfQfQfQ', 'https://files.fotos.example/media/mouraria.jpeg',
     '3ac9bfc622415bdf.jpeg', 'image/jpeg', 611004,
     '{"original":{"width":1500,"height":1000,"size":"1500x1000","aspect":1.5},"small":{"width":588,"height":392,"size":"588x392","aspect":1.5}}',
     2, NULL),
    (116347000000000002, 'luis', 116347000000000000, 0,
     'Três barcos azuis no rio Tejo',
     'LsG9zCogfQog~qoffQof%Lj[fQj[', 'https://files.fotos.example/media/barcos.jpeg',
     NULL, NULL, NULL,
     '{"original":{"width":1500,"height":1000,"size":"1500x1000","aspect":1.5},"small":{"width":588,"height":392,"size":"588x392","aspect":1.5}}',
     NULL, NULL),
    (116348000000000001, 'dave', 116348000000000000, 2,
     'A lighthouse at dusk; its beam passes once',
     'L;IYFJoffQof~VoLfQoL$djsfQjs', 'https://files.remote.example/media/light.mp4',
     '4bdac0d511526ce0.mp4', 'video/mp4', 2811990,
     '{"original":{"width":1920,"height":1080,"frame_rate":"24/1","duration":12.0,"bitrate":1874660},"small":{"width":640,"height":360,"size":"640x360","aspect":1.7777777777777777}}',
     2, 'https://files.remote.example/media/light.png'),
    (116351000000000001, 'noor', 116351000000000000, 3, NULL, NULL,
     'https://files.souk.example/media/recipe.pages', NULL, NULL, NULL, NULL,
     NULL, NULL),

    -- not attached to anything yet
    (116465000000000001, 'alice', NULL, 0, 'Six rolls in a basket',
     'LNI:dVoe0$oes.fQayfQ0$azs.az', NULL, '5cebd1e4006a7df1.jpeg', 'image/jpeg', 244190,
     '{"original":{"width":1200,"height":900,"size":"1200x900","aspect":1.3333333333333333},"small":{"width":554,"height":416,"size":"554x416","aspect":1.3317307692307692}}',
     2, NULL),
    (116465000000000002, 'alice', NULL, 0, NULL,
     'LhPjfK~Bs.%2~UNHWVfks.WCfQfQ', NULL, '6dfce2f3117b8e02.png', 'image/png', 388201,
     '{"original":{"width":800,"height":800,"size":"800x800","aspect":1.0},"small":{"width":480,"height":480,"size":"480x480","aspect":1.0}}',
     2, NULL),
    (116465000000000003, 'bob', NULL, 0, 'A shelf of bread books',
     'LpKw5qs:fQs:~ooefQoexuj[fQj[', NULL, '7e0df302228c9f13.jpeg', 'image/jpeg', 199774,
     '{"original":{"width":1200,"height":800,"size":"1200x800","aspect":1.5},"small":{"width":588,"height":392,"size":"588x392","aspect":1.5}}',
     2, NULL),
    (116465000000000004, 'alice', NULL, 2, NULL, NULL, NULL,
     '8f1e0411339da024.mp4', 'video/mp4', 9120044, NULL, 0, NULL)
  ) v (id, owner, status, type, description, blurhash, remote_url, file,
       content_type, size, meta, processing, thumbnail_remote_url)
  JOIN accounts a ON a.username = v.owner
  CROSS JOIN LATERAL (
    SELECT timestamp 'epoch' + (v.id >> 16) * interval '1 millisecond' AS at
  ) t;

UPDATE media_attachments
   SET thumbnail_file_name = '9a2f1520448eb135.png',
       thumbnail_content_type = 'image/png', thumbnail_file_size = 88120,
       thumbnail_updated_at = created_at
 WHERE id = 116342500000000001;                         -- cover of the sound
UPDATE media_attachments
   SET thumbnail_file_name = '0b302631559fc246.png',
       thumbnail_content_type = 'image/png', thumbnail_file_size = 70415,
       thumbnail_storage_schema_version = 1, --@4.6+
       thumbnail_updated_at = created_at
 WHERE id = 116348000000000001;                         -- dave's video

-- the order in which the authors placed them
UPDATE statuses s SET ordered_media_attachment_ids = m.ids
  FROM (SELECT status_id, array_agg(id ORDER BY id) AS ids
          FROM media_attachments WHERE status_id IS NOT NULL
         GROUP BY status_id) m
 WHERE s.id = m.status_id;


-- Cards: an article whose author has an account here, and a video.

INSERT INTO preview_cards
    (id, url, title, description, type, link_type, html, width, height,
     author_name, author_url, author_account_id, provider_name, provider_url,
     embed_url, language, blurhash, image_file_name, image_content_type,
     image_file_size, image_updated_at, image_storage_schema_version,
     image_description, published_at, created_at, updated_at)
VALUES
    (1, 'https://gazette.example/2026/04/slow-bread',
     'The long patience of bread',
     'Why a loaf that takes two days is worth three that take two hours.',
     0, 1, '', 1200, 630, 'Ada Lindgren', 'https://gazette.example/ada',
     115240000000000000, 'The Gazette', 'https://gazette.example', '', 'en',
     'LpKw5qs:fQs:~ooefQoexuj[fQj[', '1c41374266a0d357.jpeg', 'image/jpeg',
     154020, '2026-04-12 09:22:00', 1, 'A loaf cut in half on a wooden board',
     '2026-04-10 05:00:00', '2026-04-12 09:22:00', '2026-04-12 09:22:00'),
    (2, 'https://video.example/watch/lighthouse', 'The last keeper',
     'One minute on the coast with a man and his lamp.', 2, 0,
     '<iframe width="640" height="360" src="https://video.example/embed/lighthouse" frameborder="0" allowfullscreen="true"></iframe>',
     640, 360, 'Harbour TV', 'https://video.example/harbour', NULL,
     'Video', 'https://video.example/', '', NULL,
     'L;IYFJoffQof~VoLfQoL$djsfQjs', '2d52485377b1e468.jpeg', 'image/jpeg',
     80231, '2026-04-12 13:38:00', 1, '', NULL, '2026-04-12 13:38:00',
     '2026-04-12 13:38:00');

INSERT INTO preview_cards_statuses (status_id, preview_card_id, url)
VALUES
    (116391000000000000, 1, 'https://gazette.example/2026/04/slow-bread?issue=14'),
    (116392000000000000, 2, 'https://video.example/watch/lighthouse');
--@if 4.6+


-- A collection: two members, one not yet asked.

INSERT INTO collections (id, account_id, name, description, language, local,
                         sensitive, discoverable, item_count, created_at,
                         updated_at)
VALUES (116395000000000000, 115110000000000000, 'Photographers',
        'People whose pictures I never scroll past.', 'en', true, false, true,
        3, '2026-04-13 02:19:22', '2026-04-13 02:19:22');

INSERT INTO collection_items (id, collection_id, account_id, position, state,
                              activity_uri, created_at, updated_at)
VALUES
    (116395000000000001, 116395000000000000, 115230000000000000, 1, 1,
     'https://social.example/ap/users/115110000000000000/feature_requests/116395000000000001',
     '2026-04-13 02:19:22', '2026-04-13 02:25:00'),
    (116395000000000002, 116395000000000000, 115123000000000000, 2, 1, NULL,
     '2026-04-13 02:19:22', '2026-04-13 02:19:22'),
    (116395000000000003, 116395000000000000, 115204000000000000, 3, 0,
     'https://social.example/ap/users/115110000000000000/feature_requests/116395000000000003',
     '2026-04-13 02:19:22', '2026-04-13 02:19:22');

INSERT INTO tagged_objects (id, status_id, ap_type, object_type, object_id,
                            uri, created_at, updated_at)
VALUES (1, 116396000000000000, 'FeaturedCollection', 'Collection',
        116395000000000000,
        'https://social.example/ap/users/115110000000000000/collections/116395000000000000',
        '2026-04-13 06:33:00', '2026-04-13 06:33:00');
--@end


-- Posts to come.

INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
VALUES
    (1, 115110000000000000, '2090-01-01 08:00:00',
     '{"text": "If you can read this, the tram is still running.", "poll": null,
       "language": "en", "media_ids": null, "sensitive": null,
       "visibility": "public", "idempotency": null, "scheduled_at": null,
       "spoiler_text": null, "application_id": 2, "in_reply_to_id": null,
       "with_rate_limit": false, "allowed_mentions": null,
       "quoted_status_id": null, "quote_approval_policy": 131072}'),
    (2, 115112000000000000, '2090-02-01 09:30:00',
     '{"text": "Reminder: all loans are due today.",
       "poll": {"options": ["Returned", "Lost", "What loan?"], "expires_in": 86400},
       "language": "en", "media_ids": null, "sensitive": null,
       "visibility": "unlisted", "idempotency": null, "scheduled_at": null,
       "spoiler_text": null, "application_id": 2, "in_reply_to_id": null,
       "with_rate_limit": false, "allowed_mentions": null,
       "quoted_status_id": null, "quote_approval_policy": 131072}');
