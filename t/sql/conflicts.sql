-- Which rows may stand twice, tried on the rows of the demo.

-- An INSERT that copies one row of a table but for its own id.
CREATE FUNCTION pg_temp.copy_of(relation regclass, condition text, replacing text DEFAULT '')
RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s LIMIT 1', relation,
               string_agg(quote_ident(attname), ', ' ORDER BY attnum),
               string_agg(CASE WHEN attname = replacing THEN 'NULL'
                               ELSE quote_ident(attname) END, ', ' ORDER BY attnum),
               relation, condition)
      FROM pg_attribute
     WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped AND attname <> 'id'
$$;

-- one row a rule: the copy is refused, and ON CONFLICT with these words sees it
SELECT pg_temp.ok(
           pg_temp.sqlstate_of(x.copy) = '23505'
           AND pg_temp.rows_of(x.copy || ' ON CONFLICT ' || v.target || ' DO NOTHING') = 0,
           format('%s unique: %s %s', :'version', v.relation, v.target))
  FROM (VALUES
    (1, 4.5, 'favourites', '(account_id, status_id)', 'true', ''),
    (2, 4.5, 'bookmarks', '(account_id, status_id)', 'true', ''),
    (3, 4.5, 'status_pins', '(account_id, status_id)', 'true', ''),
    (4, 4.5, 'custom_filter_statuses', '(status_id, custom_filter_id)', 'true', ''),
    (5, 4.5, 'mentions', '(account_id, status_id)', 'true', ''),
    (6, 4.5, 'follows', '(account_id, target_account_id)', 'true', ''),
    (7, 4.5, 'follow_requests', '(account_id, target_account_id)', 'true', ''),
    (8, 4.5, 'blocks', '(account_id, target_account_id)', 'true', ''),
    (9, 4.5, 'mutes', '(account_id, target_account_id)', 'true', ''),
    (10, 4.5, 'conversation_mutes', '(account_id, conversation_id)', 'true', ''),
    (11, 4.5, 'statuses_tags', '(tag_id, status_id)', 'true', ''),
    (12, 4.5, 'preview_cards_statuses', '(status_id, preview_card_id)', 'true', ''),
    (13, 4.5, 'tags', '(lower(name))', 'true', ''),
    (14, 4.5, 'status_stats', '(status_id)', 'true', ''),
    (15, 4.5, 'account_stats', '(account_id)', 'true', ''),
    (16, 4.5, 'quotes', '(status_id)', 'true', 'activity_uri'),
    (17, 4.5, 'account_conversations', '(account_id, conversation_id, participant_account_ids)', 'true', ''),
    (18, 4.6, 'tagged_objects', '(status_id, object_type, object_id) WHERE object_type IS NOT NULL AND object_id IS NOT NULL', 'true', 'uri'),
    (19, 4.6, 'tagged_objects', '(status_id, uri) WHERE uri IS NOT NULL', 'true', 'object_id'),
    (20, 4.5, 'statuses', '(uri) WHERE uri IS NOT NULL', 'uri IS NOT NULL', ''),
    (21, 4.5, 'custom_emojis', '(shortcode, domain)', 'domain IS NOT NULL', '')
  ) v (n, since, relation, target, condition, replacing)
 CROSS JOIN LATERAL (
    SELECT pg_temp.copy_of(v.relation::regclass, v.condition, v.replacing) AS copy
 ) x
 WHERE v.since <= :version
 ORDER BY v.n;

-- what may stand twice
SELECT pg_temp.is(pg_temp.rows_of(pg_temp.copy_of(v.relation::regclass, v.condition, v.replacing)), 1,
                  format('%s not unique: %s', :'version', v.what))
  FROM (VALUES
    (1, 'boosts of one post by one account', 'statuses', 'reblog_of_id IS NOT NULL', 'uri'),
    (2, 'votes of one account for one option', 'poll_votes', 'true', ''),
    (3, 'versions of a post', 'status_edits', 'true', ''),
    (4, 'local emoji of one name', 'custom_emojis', 'domain IS NULL', '')
  ) v (n, what, relation, condition, replacing)
 ORDER BY v.n;

SELECT pg_temp.is(pg_temp.rows_of(
           'INSERT INTO notification_permissions (account_id, from_account_id, created_at, updated_at)
            SELECT 115110000000000000, 115112000000000000, now(), now() FROM generate_series(1, 2)'), 2,
           :'version' || ' not unique: notification_permissions');

-- a handle is one account in any case, here and elsewhere
SELECT pg_temp.is(pg_temp.sqlstate_of(format(
           'INSERT INTO accounts (username, domain, created_at, updated_at) VALUES (%L, %L, now(), now())',
           v.username, v.domain)), v.want, format('%s handle %s@%s', :'version', v.username, v.domain))
  FROM (VALUES ('ALICE', NULL, '23505'), ('Dave', 'REMOTE.example', '23505'),
               ('alice', 'remote.example', '00000'), ('newcomer', NULL, '00000'))
       v (username, domain, want);

-- one URI is one account from 4.7 on
SELECT pg_temp.is(pg_temp.sqlstate_of(
           $$INSERT INTO accounts (username, domain, uri, created_at, updated_at)
             VALUES ('other', 'remote.example', 'https://remote.example/users/dave', now(), now())$$),
           CASE WHEN :version >= 4.7 THEN '23505' ELSE '00000' END,
           :'version' || ' accounts.uri');

-- rows that go, and links that are cut, with what they hang on
BEGIN;
DELETE FROM statuses WHERE id = 116301000000000000;
SELECT pg_temp.is((SELECT count(*) FROM favourites WHERE status_id = 116301000000000000)
                  + (SELECT count(*) FROM bookmarks WHERE status_id = 116301000000000000)
                  + (SELECT count(*) FROM statuses WHERE reblog_of_id = 116301000000000000)
                  + (SELECT count(*) FROM statuses_tags WHERE status_id = 116301000000000000)
                  + (SELECT count(*) FROM status_pins WHERE status_id = 116301000000000000)
                  + (SELECT count(*) FROM status_stats WHERE status_id = 116301000000000000), 0::bigint,
                  :'version' || ' a destroyed post takes its rows with it');
SELECT pg_temp.is((SELECT (in_reply_to_id, reply, in_reply_to_account_id)::text FROM statuses
                    WHERE id = 116302000000000000), '(,t,115110000000000000)',
                  :'version' || ' a reply stays, and stays a reply');
SELECT pg_temp.is((SELECT array_agg((quoted_status_id, quoted_account_id, state)::text) FROM quotes
                    WHERE status_id IN (116386000000000000, 116386000000000001)),
                  ARRAY['(,115110000000000000,1)', '(,115110000000000000,1)'],
                  :'version' || ' a quote stays without its post');
ROLLBACK;

BEGIN;
DELETE FROM statuses WHERE id = 116340000000000000;
SELECT pg_temp.is((SELECT count(*) FROM media_attachments
                    WHERE id BETWEEN 116339000000000001 AND 116339000000000004 AND status_id IS NULL),
                  4::bigint, :'version' || ' files stay without their post');
DELETE FROM statuses WHERE id = 116391000000000000;
SELECT pg_temp.is((SELECT count(*) FROM preview_cards_statuses WHERE status_id = 116391000000000000), 1::bigint,
                  :'version' || ' the link to a card is nobody''s');
DELETE FROM statuses WHERE id = 116357000000000000;
SELECT pg_temp.is((SELECT count(*) FROM polls WHERE id = 1) + (SELECT count(*) FROM poll_votes WHERE poll_id = 1),
                  0::bigint, :'version' || ' a poll goes with its post, votes too');
ROLLBACK;
