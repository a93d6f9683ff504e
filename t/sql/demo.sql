-- What the demo promises to hold.

-- people
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM accounts a JOIN users u ON u.account_id = a.id
                           WHERE a.username = v.name AND a.domain IS NULL
                             AND a.locked = (v.what = 'locked')
                             AND (a.suspended_at IS NOT NULL) = (v.what = 'suspended')
                             AND u.confirmed_at IS NOT NULL AND u.approved AND NOT u.disabled),
                  format('%s local account %s, %s', :'version', v.name, v.what))
  FROM (VALUES ('alice', 'ordinary'), ('bob', 'ordinary'), ('carol', 'locked'), ('mallory', 'suspended'))
       v (name, what);

-- oscar asked to be deleted; before 4.7 that is a suspension
SELECT pg_temp.is(
    CASE WHEN :version >= 4.7
         THEN (SELECT (to_jsonb(a) ->> 'requested_deletion_at' IS NOT NULL AND suspended_at IS NULL)
                 FROM accounts a WHERE username = 'oscar')
         ELSE (SELECT suspended_at IS NOT NULL FROM accounts WHERE username = 'oscar') END
    AND EXISTS (SELECT 1 FROM account_deletion_requests r JOIN accounts a ON a.id = r.account_id
                 WHERE a.username = 'oscar'),
    true, :'version' || ' oscar has requested his deletion');

SELECT pg_temp.ok(EXISTS (SELECT 1 FROM accounts WHERE username = 'dave' AND domain = 'remote.example'
                             AND uri = 'https://remote.example/users/dave'), :'version' || ' dave is remote');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM accounts a, jsonb_array_elements(a.fields) f
                           WHERE a.username = 'alice' AND f ->> 'verified_at' IS NOT NULL)
                  AND EXISTS (SELECT 1 FROM accounts a, jsonb_array_elements(a.fields) f
                               WHERE a.domain IS NOT NULL AND f ->> 'verified_at' IS NOT NULL),
                  :'version' || ' verified fields, local and remote');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM accounts a JOIN accounts b ON b.id = a.moved_to_account_id),
                  :'version' || ' a moved account');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM accounts WHERE actor_type = 'Service' AND domain IS NULL), :'version' || ' a bot');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM users u JOIN user_roles r ON r.id = u.role_id
                           WHERE r.highlighted AND r.id > 3 AND r.color <> ''), :'version' || ' a highlighted role of its own');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM accounts WHERE silenced_at IS NOT NULL), :'version' || ' a silenced account');
SELECT pg_temp.is(array_agg(DISTINCT id_scheme ORDER BY id_scheme), '{0,1}', :'version' || ' URIs by name and by id')
  FROM accounts WHERE domain IS NULL;
SELECT pg_temp.is((SELECT count(*) FROM accounts WHERE domain IS NULL AND uri <> ''), 0::bigint,
                  :'version' || ' local accounts store no URI');

-- tokens
SELECT pg_temp.is((
    SELECT string_agg(concat_ws(':', t.token, coalesce(a.username, '-'), replace(t.scopes, ' ', '+'),
               CASE WHEN t.revoked_at <= now() AT TIME ZONE 'utc' THEN 'revoked'
                    WHEN t.created_at + t.expires_in * interval '1 second' < now() AT TIME ZONE 'utc' THEN 'expired'
                    ELSE 'good' END), ' ' ORDER BY t.token COLLATE "C")
      FROM oauth_access_tokens t
      LEFT JOIN users u ON u.id = t.resource_owner_id
      LEFT JOIN accounts a ON a.id = u.account_id),
    'demo-alice:alice:read+write:good demo-alice-read:alice:read:good '
    'demo-alice-read-statuses:alice:read:statuses:good '
    'demo-alice-write-favourites:alice:write:favourites:good demo-app:-:read+write:good '
    'demo-bob:bob:read+write:good demo-carol:carol:read+write:good demo-expired:alice:read+write:expired '
    'demo-mallory:mallory:read+write:good demo-revoked:alice:read+write:revoked',
    :'version' || ' tokens');

-- posts of each visibility, local and remote
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM statuses WHERE local = l AND visibility = v
                             AND in_reply_to_id IS NULL AND reblog_of_id IS NULL),
                  format('%s a post of visibility %s, local %s', :'version', v, l))
  FROM generate_series(0, 3) v, unnest('{true,false}'::boolean[]) l;

SELECT pg_temp.is((
    SELECT count(*) FROM statuses s JOIN accounts a ON a.id = s.account_id
     WHERE s.uri IS NULL
        OR s.local <> (a.domain IS NULL)
        OR s.local AND s.uri <> CASE a.id_scheme WHEN 1 THEN 'https://social.example/ap/users/' || a.id
                                     ELSE 'https://social.example/users/' || a.username END
                                || '/statuses/' || s.id || CASE WHEN s.reblog_of_id IS NULL THEN '' ELSE '/activity' END
        OR NOT s.local AND s.uri NOT LIKE 'https://' || a.domain || '/%'
    ), 0::bigint, :'version' || ' URIs of posts');
SELECT pg_temp.is((
    SELECT count(*) FROM statuses s
     WHERE s.created_at <> timestamp 'epoch' + (s.id >> 16) * interval '1 millisecond'
        OR s.created_at > '2026-06-01'
        OR s.local AND s.visibility > 1 AND s.quote_approval_policy <> 0
    ), 0::bigint, :'version' || ' times and policies of posts');

-- the thread
WITH RECURSIVE t (id, depth) AS (
    SELECT 116431000000000000, 0
    UNION ALL
    SELECT s.id, t.depth + 1 FROM t JOIN statuses s ON s.in_reply_to_id = t.id
)
SELECT pg_temp.is(ARRAY[count(*) - 1, max(depth)], '{200,30}'::bigint[], :'version' || ' a thread of 200 replies, 30 deep')
  FROM t;
SELECT pg_temp.is((
    SELECT count(*) FROM statuses s JOIN statuses p ON p.id = s.in_reply_to_id
     WHERE NOT s.reply OR s.conversation_id IS DISTINCT FROM p.conversation_id OR s.id <= p.id
        OR s.in_reply_to_account_id IS DISTINCT FROM
           CASE WHEN p.account_id = s.account_id AND p.reply THEN p.in_reply_to_account_id ELSE p.account_id END
    ), 0::bigint, :'version' || ' replies know whom they answer and share a conversation');
SELECT pg_temp.is((
    SELECT count(*) FROM statuses s LEFT JOIN conversations c ON c.parent_status_id = s.id
     WHERE (s.in_reply_to_id IS NULL) <> (c.id IS NOT NULL)
        OR c.id <> s.conversation_id OR c.parent_account_id <> s.account_id OR s.conversation_id IS NULL
    ), 0::bigint, :'version' || ' every other post begins a conversation');

-- files
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM media_attachments WHERE type = t AND status_id IS NOT NULL),
                  format('%s a file of type %s', :'version', t))
  FROM generate_series(0, 4) t;
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM media_attachments WHERE remote_url <> '' AND file_file_name IS NOT NULL
                             AND file_storage_schema_version = 1), :'version' || ' a remote file, cached');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM media_attachments WHERE remote_url <> '' AND file_file_name IS NULL AND type = 0),
                  :'version' || ' a remote picture, not cached');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM media_attachments WHERE remote_url = '' AND type = 4 AND thumbnail_file_name IS NOT NULL)
                  AND EXISTS (SELECT 1 FROM media_attachments WHERE remote_url = '' AND type = 4 AND thumbnail_file_name IS NULL),
                  :'version' || ' sound with and without a cover');
SELECT pg_temp.ok((SELECT count(*) FROM media_attachments m JOIN accounts a ON a.id = m.account_id
                    WHERE a.username = 'alice' AND m.status_id IS NULL AND m.processing = 2) >= 2,
                  :'version' || ' files that alice may attach');
SELECT pg_temp.is((
    SELECT count(*) FROM media_attachments m JOIN accounts a ON a.id = m.account_id
      LEFT JOIN statuses s ON s.id = m.status_id
     WHERE (m.remote_url = '') <> (a.domain IS NULL)
        OR s.account_id <> m.account_id
        OR s.id IS NOT NULL AND NOT m.id = ANY (s.ordered_media_attachment_ids)
        OR m.blurhash IS NOT NULL AND length(m.blurhash) <> 28
    ), 0::bigint, :'version' || ' files belong to the authors of their posts');

-- polls
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM polls WHERE expires_at > '2089-01-01' AND NOT hide_totals AND NOT multiple),
                  :'version' || ' an open poll');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM polls WHERE expires_at < now() AT TIME ZONE 'utc' AND multiple),
                  :'version' || ' a poll that is over, several choices');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM polls WHERE expires_at > '2089-01-01' AND hide_totals), :'version' || ' hidden totals');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM polls p JOIN statuses s ON s.id = p.status_id
                           WHERE NOT s.local AND p.voters_count IS NULL), :'version' || ' a remote poll');
SELECT pg_temp.is((SELECT count(*) FROM polls p JOIN statuses s ON s.id = p.status_id
                    WHERE s.poll_id IS DISTINCT FROM p.id OR s.account_id <> p.account_id), 0::bigint,
                  :'version' || ' polls and posts know each other');

-- edits
SELECT pg_temp.is((SELECT count(*) FROM status_edits WHERE status_id = 116381000000000000), 3::bigint,
                  :'version' || ' a post with two edits');
SELECT pg_temp.is((
    SELECT count(*) FROM statuses s
     CROSS JOIN LATERAL (SELECT min(created_at) AS first, max(created_at) AS last,
                                (array_agg(text ORDER BY id DESC))[1] AS text,
                                array_agg(id ORDER BY id) AS ids,
                                array_agg(id ORDER BY created_at) AS in_time
                           FROM status_edits WHERE status_id = s.id) e
     WHERE s.edited_at IS DISTINCT FROM (CASE WHEN e.last > s.created_at THEN e.last END)
        OR e.first <> s.created_at OR e.text <> s.text OR e.ids <> e.in_time
    ), 0::bigint, :'version' || ' histories begin and end with their posts');

-- quotes, boosts, cards
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM quotes q JOIN statuses s ON s.id = q.status_id JOIN statuses o ON o.id = q.quoted_status_id
                           WHERE q.state = v.state AND q.account_id = s.account_id AND q.quoted_account_id = o.account_id
                             AND s.local = v.here AND o.local = v.there AND (v.there OR q.activity_uri IS NOT NULL)),
                  format('%s a quote, %s', :'version', v.name))
  FROM (VALUES (1, true, true, 'accepted'), (1, false, true, 'accepted, from elsewhere'), (0, true, false, 'pending'))
       v (state, here, there, name);
SELECT pg_temp.ok(count(*) > 0 AND bool_and(text = '' AND language IS NULL AND quote_approval_policy = 0), :'version' || ' boosts')
  FROM statuses WHERE reblog_of_id IS NOT NULL;
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM preview_cards c JOIN preview_cards_statuses p ON p.preview_card_id = c.id
                            JOIN statuses s ON s.id = p.status_id
                           WHERE c.author_account_id IS NOT NULL AND position(p.url in s.text) > 0 AND s.local),
                  :'version' || ' a card with an account as its author');

-- emoji
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM custom_emojis e JOIN accounts a ON a.domain IS NOT DISTINCT FROM e.domain
                            JOIN statuses s ON s.account_id = a.id
                           WHERE position(':' || e.shortcode || ':' in
                                          CASE v.kind WHEN 'post' THEN s.text ELSE a.display_name END) > 0
                             AND (e.domain IS NULL) = v.here AND e.disabled = v.disabled),
                  format('%s emoji in a %s, local %s, disabled %s', :'version', v.kind, v.here, v.disabled))
  FROM (VALUES ('post', true, false), ('post', false, false), ('name', true, false), ('name', false, false),
               ('post', true, true)) v (kind, here, disabled);

-- filters, blocks, mutes and the rest
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM custom_filters f JOIN custom_filter_keywords k ON k.custom_filter_id = f.id
                            JOIN statuses s ON s.text ~* ('\m' || k.keyword || '\M')
                           WHERE f.account_id = 115110000000000000 AND f.expires_at IS NULL AND s.id = 116404000000000000),
                  :'version' || ' a keyword filter that meets a post');
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM custom_filter_statuses), :'version' || ' a filter of posts');
SELECT pg_temp.is(array_agg(DISTINCT action ORDER BY action), '{0,1,2}', :'version' || ' filters that warn, hide and blur')
  FROM custom_filters;
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM custom_filters WHERE expires_at < now() AT TIME ZONE 'utc'), :'version' || ' a filter that is over');
SELECT pg_temp.ok((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', t), false, true, '')))[1]::text::int > 0,
                  format('%s some %s', :'version', t))
  FROM unnest('{blocks,mutes,account_domain_blocks,follows,follow_requests,conversation_mutes,bookmarks,favourites,status_pins,tags,mentions,scheduled_statuses,account_conversations,notifications,featured_tags}'::text[]) t;
SELECT pg_temp.ok(count(*) BETWEEN 1 AND 5, format('%s pins of %s', :'version', account_id))
  FROM status_pins GROUP BY account_id ORDER BY account_id;
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM statuses WHERE spoiler_text <> '' AND sensitive), :'version' || ' a content warning');
SELECT pg_temp.ok(count(DISTINCT language) >= 8, :'version' || ' many languages') FROM statuses;
SELECT pg_temp.ok(CASE WHEN :version >= 4.6 THEN to_regclass('tagged_objects') IS NOT NULL
                       ELSE to_regclass('tagged_objects') IS NULL END, :'version' || ' collections from 4.6 on');

-- whoever is answered in the thread is mentioned, and the text says so
SELECT pg_temp.is((
    SELECT count(*) FROM statuses s JOIN statuses p ON p.id = s.in_reply_to_id
      JOIN accounts a ON a.id = p.account_id
     WHERE s.id BETWEEN 116431000000000001 AND 116433000000000000 AND s.account_id <> p.account_id
       AND NOT (EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = p.account_id AND NOT m.silent)
                AND position('@' || CASE WHEN s.local THEN '' ELSE '<span>' END || a.username in s.text) > 0)
    ), 0::bigint, :'version' || ' replies mention whom they answer');

-- every hashtag and every mention typed has its row, and the other way round
SELECT pg_temp.is((SELECT count(*) FROM statuses s, regexp_matches(s.text, '(?:^|\s)#\S', 'g') WHERE s.local)
                  + (SELECT count(*) FROM statuses s, regexp_matches(s.text, 'mention hashtag', 'g') WHERE NOT s.local),
                  (SELECT count(*) FROM statuses_tags), :'version' || ' hashtags');
SELECT pg_temp.is((SELECT count(*) FROM statuses s, regexp_matches(s.text, '@[a-z]+(@[a-z0-9.-]+)?', 'g') WHERE s.local)
                  + (SELECT count(*) FROM statuses s, regexp_matches(s.text, 'u-url mention', 'g') WHERE NOT s.local),
                  (SELECT count(*) FROM mentions), :'version' || ' mentions');

-- notifications point at rows that exist
SELECT pg_temp.is((
    SELECT count(*) FROM notifications n
     WHERE CASE activity_type
           WHEN 'Mention' THEN NOT EXISTS (SELECT 1 FROM mentions x WHERE x.id = n.activity_id AND x.account_id = n.account_id)
           WHEN 'Favourite' THEN NOT EXISTS (SELECT 1 FROM favourites x WHERE x.id = n.activity_id AND x.account_id = n.from_account_id)
           WHEN 'Status' THEN NOT EXISTS (SELECT 1 FROM statuses x WHERE x.id = n.activity_id AND x.account_id = n.from_account_id)
           WHEN 'Quote' THEN NOT EXISTS (SELECT 1 FROM quotes x WHERE x.id = n.activity_id AND x.account_id = n.from_account_id)
           WHEN 'Follow' THEN NOT EXISTS (SELECT 1 FROM follows x WHERE x.id = n.activity_id AND x.account_id = n.from_account_id)
           WHEN 'FollowRequest' THEN NOT EXISTS (SELECT 1 FROM follow_requests x WHERE x.id = n.activity_id)
           ELSE true END
    ), 0::bigint, :'version' || ' notifications tell of something');

-- sequences stand behind the ids
SELECT pg_temp.is((
    SELECT string_agg(c.relname, ' ')
      FROM pg_class c
      JOIN pg_attrdef d ON d.adrelid = c.oid AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%'
     CROSS JOIN LATERAL (
        SELECT (xpath('/row/m/text()', query_to_xml(format('SELECT max(id) AS m FROM %I', c.relname), false, true, '')))[1]::text::bigint AS used,
               nextval(format('%I', c.relname || '_id_seq')) AS next) x
     WHERE c.relnamespace = 'public'::regnamespace AND x.next <= x.used
    ), NULL, :'version' || ' sequences go on behind the ids');

-- the ids that 20-posts.sql shows
SELECT pg_temp.ok(EXISTS (SELECT 1 FROM statuses s JOIN accounts a ON a.id = s.account_id
                           WHERE s.id = v.id AND a.username = v.author AND s.visibility = v.visibility
                             AND v.extra = CASE WHEN s.reblog_of_id IS NOT NULL THEN 'boost'
                                                WHEN EXISTS (SELECT 1 FROM quotes WHERE status_id = s.id) THEN 'quote'
                                                WHEN s.poll_id IS NOT NULL THEN 'poll'
                                                WHEN s.edited_at IS NOT NULL THEN 'edit'
                                                WHEN s.ordered_media_attachment_ids <> '{}' THEN 'files'
                                                WHEN EXISTS (SELECT 1 FROM preview_cards_statuses WHERE status_id = s.id) THEN 'card'
                                                ELSE '' END),
                  format('%s post %s', :'version', v.id))
  FROM (VALUES
    (116301000000000000, 'alice', 0, ''), (116318000000000000, 'alice', 1, ''), (116319000000000000, 'alice', 2, ''),
    (116320000000000000, 'alice', 3, ''), (116340000000000000, 'alice', 0, 'files'), (116342000000000000, 'bob', 0, 'files'),
    (116343000000000000, 'alice', 0, 'files'), (116345000000000000, 'sofia', 0, 'files'),
    (116357000000000000, 'alice', 0, 'poll'), (116358000000000000, 'bob', 0, 'poll'), (116359000000000000, 'sofia', 0, 'poll'),
    (116363000000000000, 'sofia', 0, ''), (116381000000000000, 'alice', 0, 'edit'),
    (116386000000000000, 'bob', 0, 'quote'), (116387000000000000, 'alice', 0, 'quote'),
    (116388000000000000, 'bob', 0, 'boost'), (116391000000000000, 'bob', 0, 'card'),
    (116404000000000000, 'dave', 0, ''), (116431000000000000, 'alice', 0, '')
  ) v (id, author, visibility, extra);
