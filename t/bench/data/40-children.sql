-- The benchmark's data, part 4: what posts carry.

INSERT INTO mentions (status_id, account_id, created_at, updated_at)
SELECT bench.status_id(n), bench.account_id(k), c.at, c.at
  FROM bench.mentions
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
 ORDER BY n, i;

INSERT INTO statuses_tags (status_id, tag_id)
SELECT bench.status_id(n), tag FROM bench.hashtags ORDER BY n, i;

INSERT INTO media_attachments
    (id, account_id, status_id, type, description, blurhash, remote_url,
     file_file_name, file_content_type, file_file_size, file_updated_at,
     file_meta, file_storage_schema_version, processing, created_at,
     updated_at)
SELECT bench.status_id(n) + 65536 * i, bench.account_id(bench.author(n)),
       bench.status_id(n), v.type,
       CASE WHEN bench.chance(n * 4 + i, 91, 600) THEN 'A photograph: '
           || lower(s.text) END,
       (ARRAY['UKO2:N%2Tw=w]~RBVZRi};RPxuwH', 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
           'LGF5]+Yk^6#M@-5c,1J5@[or[Q6.', 'L6PZfSi_.AyE_3t7t7R**0o#DgR4',
           'LKN]Rv%2Tw=w]~RBVZRi};RPxuwH'])[1 + bench.h(n + i, 92) % 5],
       CASE WHEN r.local THEN '' ELSE 'https://files.social.example.net/'
           || 'media_attachments/files/' || md5(n || '.' || i) || v.ext END,
       CASE WHEN r.local OR bench.chance(n, 93, 700)
           THEN substr(md5(i || 'file' || n), 1, 16) || v.ext END,
       v.content_type, 288123 + bench.h(n, 94) % 500000, c.at, v.meta::json,
       CASE WHEN NOT r.local THEN 1 END, 2, c.at, c.at
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL generate_series(1, bench.media(n)) i
 CROSS JOIN LATERAL (
    SELECT bench.is_local(bench.author(n)) AS local
 ) r
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
  JOIN bench.sentences s ON s.no = 1 + bench.h(n * 4 + i, 95) % 44
  JOIN (VALUES
    (0, 0, '.jpeg', 'image/jpeg',
     '{"original":{"width":1600,"height":1200,"size":"1600x1200","aspect":1.3333333333333333},"small":{"width":554,"height":416,"size":"554x416","aspect":1.3317307692307692},"focus":{"x":0.0,"y":0.3}}'),
    (1, 0, '.png', 'image/png',
     '{"original":{"width":1200,"height":1600,"size":"1200x1600","aspect":0.75},"small":{"width":416,"height":554,"size":"416x554","aspect":0.7509025270758123}}'),
    (2, 0, '.webp', 'image/webp',
     '{"original":{"width":800,"height":800,"size":"800x800","aspect":1.0},"small":{"width":480,"height":480,"size":"480x480","aspect":1.0}}'),
    (3, 2, '.mp4', 'video/mp4',
     '{"length":"0:00:21.40","duration":21.4,"fps":30,"size":"1280x720","width":1280,"height":720,"aspect":1.7777777777777777,"audio_encode":"aac (LC) (mp4a / 0x6134706D)","audio_bitrate":"44100 Hz","audio_channels":"stereo","original":{"width":1280,"height":720,"frame_rate":"30/1","duration":21.4,"bitrate":2250131},"small":{"width":640,"height":360,"size":"640x360","aspect":1.7777777777777777}}')
  ) v (no, type, ext, content_type, meta)
    ON v.no = (ARRAY[0, 0, 0, 0, 1, 1, 1, 2, 2, 3])[1 + bench.h(n, 96) % 10]
 ORDER BY n, i;

INSERT INTO preview_cards
    (id, url, title, description, type, link_type, width, height, author_name,
     author_url, author_account_id, provider_name, provider_url, language,
     blurhash, image_file_name, image_content_type, image_file_size,
     image_storage_schema_version, image_description, published_at, created_at,
     updated_at)
SELECT l.no, l.url, initcap(replace(split_part(l.url, '/', 5), '-', ' ')),
       s.text, 0, 1, 1200, 630,
       CASE WHEN bench.chance(l.no, 101, 400) THEN 'Ada Lindgren' ELSE '' END,
       '', CASE WHEN bench.chance(l.no, 102, 10)
           THEN bench.account_id(1 + bench.h(l.no, 103) % :accounts) END,
       'The Gazette', 'https://www.example.com', 'en',
       'LKN]Rv%2Tw=w]~RBVZRi};RPxuwH',
       CASE WHEN bench.chance(l.no, 104, 800)
           THEN substr(md5('card' || l.no), 1, 16) || '.jpeg' END,
       'image/jpeg', 154020, 1,
       CASE WHEN bench.chance(l.no, 105, 300) THEN 'The front of an old house'
           ELSE '' END,
       CASE WHEN bench.chance(l.no, 106, 500)
           THEN timestamp '2025-04-10 05:00:00' END,
       timestamp '2025-04-12 09:22:00', timestamp '2025-04-12 09:22:00'
  FROM bench.links l
  JOIN bench.sentences s ON s.no = 1 + l.no % 44
 ORDER BY l.no;

INSERT INTO preview_cards_statuses (status_id, preview_card_id, url)
SELECT bench.status_id(k.n), k.link, l.url
  FROM bench.linked k
  JOIN bench.links l ON l.no = k.link
 WHERE k.card
 ORDER BY k.n;

INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
                   votes_count, voters_count, multiple, expires_at,
                   created_at, updated_at)
SELECT n, bench.account_id(bench.author(n)), bench.status_id(n),
       CASE WHEN n % 2 = 0 THEN '{Yes,No,"I only came for the soup"}'
           ELSE '{Tea,Coffee,Cocoa,"Something else (say so below)"}'
           END::varchar[],
       CASE WHEN n % 2 = 0 THEN '{12,7,31}' ELSE '{4,18,3,9}' END::bigint[],
       CASE WHEN n % 2 = 0 THEN 50 ELSE 34 END,
       CASE WHEN n % 2 = 0 THEN 50 ELSE 30 END, n % 2 = 1,
       c.at + interval '3 days', c.at, c.at
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
 WHERE bench.has_poll(n)
 ORDER BY n;

INSERT INTO poll_votes (account_id, poll_id, choice, created_at, updated_at)
SELECT bench.account_id(1 + bench.h(n * 16 + i, 106) % :accounts), n,
       bench.h(n * 16 + i, 107) % 3, c.at, c.at
  FROM generate_series(1, :statuses) n
 CROSS JOIN generate_series(1, 8) i
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
 WHERE bench.has_poll(n)
 ORDER BY n, i;

-- state: 0 pending, 1 accepted, 2 rejected, 3 revoked
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
                    quoted_account_id, state, activity_uri, created_at,
                    updated_at)
SELECT bench.status_id(n) + 32768, bench.status_id(n),
       bench.account_id(bench.author(n)),
       bench.status_id(bench.popular(n, 108)),
       bench.account_id(bench.author(bench.popular(n, 108))),
       (ARRAY[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2, 3]
           )[1 + bench.h(n, 109) % 20],
       'https://social.example/quote_requests/' || n, c.at, c.at
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
 WHERE bench.is_quote(n)
 ORDER BY n;

INSERT INTO status_edits (status_id, account_id, text, spoiler_text,
                          sensitive, created_at, updated_at)
SELECT s.id, s.account_id, CASE WHEN i = 1 THEN reverse(s.text) ELSE s.text
           END, s.spoiler_text, s.sensitive,
       CASE WHEN i = 1 THEN s.created_at ELSE s.edited_at END, s.edited_at
  FROM statuses s
 CROSS JOIN generate_series(1, 2) i
 WHERE s.edited_at IS NOT NULL
 ORDER BY s.id, i;
--@if 4.6+

-- collections, which one post of a thousand names
INSERT INTO collections (id, account_id, name, description, language, local,
                         sensitive, discoverable, item_count, created_at,
                         updated_at)
SELECT bench.account_id(n * 5) + 32768, bench.account_id(n * 5),
       'People who know about ' || lower(t.name), 'Worth a look.', 'en', true,
       false, true, 5, c.at, c.at
  FROM generate_series(1, 100) n
  JOIN bench.tags t ON t.no = n
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.account_id(n * 5)) AS at) c;

INSERT INTO collection_items (id, collection_id, account_id, position, state,
                              created_at, updated_at)
SELECT bench.account_id(n * 5) + 40000 + i, bench.account_id(n * 5) + 32768,
       bench.account_id(1 + (n * 7919 + i * 104729) % :accounts), i, 1,
       c.at, c.at
  FROM generate_series(1, 100) n
 CROSS JOIN generate_series(1, 5) i
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.account_id(n * 5)) AS at) c;

INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id, uri,
                            created_at, updated_at)
SELECT bench.status_id(n), 'FeaturedCollection', 'Collection',
       bench.account_id(5 + 5 * (bench.h(n, 110) % 100)) + 32768,
       'https://social.example/collections/' || bench.h(n, 110) % 100,
       c.at, c.at
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
 WHERE bench.chance(n, 111, 1) AND NOT bench.is_boost(n)
 ORDER BY n;
--@end
