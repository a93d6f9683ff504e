-- The document of status {id}, as GET /api/v1/statuses/:id gives it, with the
-- text and the note as they are stored. {reblog} and {quoted} give the
-- documents of other statuses.
--@let partition 'FM000"/"000"/"000"/"000"/"000"/"000'
--@let short_partition 'FM000"/"000"/"000'
--@let shortcode E'\\x3a[A-Za-z0-9_]{2,}\\x3a'
--@let shortcodes E'\\x3a([A-Za-z0-9_]{2,})(?=\\x3a)'
--@let time E'YYYY-MM-DD"T"HH24\x3aMI\x3aSS.MS"Z"'
SELECT json_build_object(
    'id', s.id::text,
    'created_at', to_char(s.created_at, {time}),
    'in_reply_to_id', s.in_reply_to_id::text,
    'in_reply_to_account_id', s.in_reply_to_account_id::text,
    'sensitive', s.sensitive OR a.sensitized_at IS NOT NULL,
    'spoiler_text', s.spoiler_text,
    'visibility', (ARRAY['public', 'unlisted', 'private', 'direct']
        )[s.visibility + 1],
    'language', s.language,
    'uri', s.uri,
    'url', s.url,
    'replies_count', coalesce(ss.replies_count, 0),
    'reblogs_count', coalesce(ss.untrusted_reblogs_count,
        ss.reblogs_count, 0),
    'favourites_count', coalesce(ss.untrusted_favourites_count,
        ss.favourites_count, 0),
    'quotes_count', coalesce(ss.quotes_count, 0),
    'edited_at', to_char(s.edited_at, {time}),
--@if viewer
    'favourited', EXISTS (
        SELECT FROM favourites v
        WHERE v.account_id = {viewer}
            AND v.status_id = coalesce(s.reblog_of_id, s.id)),
    'reblogged', EXISTS (
        SELECT FROM statuses v
        WHERE v.reblog_of_id = coalesce(s.reblog_of_id, s.id)
            AND v.account_id = {viewer} AND v.deleted_at IS NULL),
    'muted', EXISTS (
        SELECT FROM conversation_mutes v
        WHERE v.account_id = {viewer}
            AND v.conversation_id = s.conversation_id),
    'bookmarked', EXISTS (
        SELECT FROM bookmarks v
        WHERE v.account_id = {viewer}
            AND v.status_id = coalesce(s.reblog_of_id, s.id)),
    'pinned', EXISTS (
        SELECT FROM status_pins v
        WHERE v.account_id = {viewer} AND v.status_id = s.id),
--@end
    'content', s.text,
--@if viewer
    -- the viewer's filters, unmatched
    'filtered', coalesce((
        SELECT json_agg(json_build_object(
            'id', f.id::text, 'title', f.phrase, 'context', f.context,
            'keywords', (
                SELECT json_agg(json_build_array(k.keyword, k.whole_word)
                    ORDER BY k.id)
                FROM custom_filter_keywords k
                WHERE k.custom_filter_id = f.id),
            'statuses', (
                SELECT json_agg(x.status_id)
                FROM custom_filter_statuses x
                WHERE x.custom_filter_id = f.id)))
        FROM custom_filters f
        WHERE f.account_id = {viewer}
            AND (f.expires_at IS NULL
                OR f.expires_at > now() AT TIME ZONE 'utc')), '[]'),
--@end
    'reblog', {reblog},
    'application', CASE WHEN s.application_id IS NOT NULL THEN (
        SELECT json_build_object('name', p.name, 'website', p.website)
        FROM oauth_applications p
        WHERE p.id = s.application_id) END,
    'account',
--@include account
    ,
    'media_attachments', coalesce((
        SELECT json_agg(json_build_object(
            'id', m.id::text,
            'type', (ARRAY['image', 'gifv', 'video', 'unknown', 'audio']
                )[m.type + 1],
            'url', CASE WHEN m.file_file_name IS NULL
                THEN 'https://social.example/media_proxy/' || m.id
                    || '/original'
                ELSE 'https://social.example/system/'
                    || CASE WHEN m.remote_url <> '' THEN 'cache/' ELSE '' END
                    || 'media_attachments/files/'
                    || to_char(m.id, {partition})
                    || '/original/' || m.file_file_name END,
            'preview_url', CASE WHEN m.file_file_name IS NULL
                THEN 'https://social.example/media_proxy/' || m.id || '/small'
                ELSE 'https://social.example/system/'
                    || CASE WHEN m.remote_url <> '' THEN 'cache/' ELSE '' END
                    || 'media_attachments/files/'
                    || to_char(m.id, {partition})
                    || '/small/' || m.file_file_name END,
            'remote_url', nullif(m.remote_url, ''),
            'preview_remote_url', m.thumbnail_remote_url,
            'text_url', NULL,
            'meta', m.file_meta,
            'description', m.description,
            'blurhash', m.blurhash) ORDER BY m.id)
        FROM media_attachments m
        WHERE m.status_id = s.id), '[]'),
    'mentions', coalesce((
        SELECT json_agg(json_build_object(
            'id', o.id::text,
            'username', o.username,
            'url', coalesce(o.url, 'https://social.example/@' || o.username),
            'acct', o.username || coalesce('@' || o.domain, ''))
            ORDER BY m.id)
        FROM mentions m
        JOIN accounts o ON o.id = m.account_id
        WHERE m.status_id = s.id AND NOT m.silent), '[]'),
    'tags', coalesce((
        SELECT json_agg(json_build_object(
            'name', t.name, 'url', 'https://social.example/tags/' || t.name))
        FROM statuses_tags x
        JOIN tags t ON t.id = x.tag_id
        WHERE x.status_id = s.id), '[]'),
    'emojis', CASE WHEN concat_ws(' ', s.spoiler_text, s.text) ~ {shortcode}
        THEN (
        SELECT coalesce(json_agg(json_build_object(
            'shortcode', e.shortcode,
            'url', 'https://social.example/system/custom_emojis/images/'
                || to_char(e.id, {short_partition}) || '/original/'
                || e.image_file_name,
            'static_url', 'https://social.example/system/custom_emojis/images/'
                || to_char(e.id, {short_partition}) || '/static/'
                || e.image_file_name,
            'visible_in_picker', e.visible_in_picker)), '[]')
        FROM (
            SELECT DISTINCT m[1] AS shortcode
            FROM regexp_matches(concat_ws(' ', s.spoiler_text, s.text),
                {shortcodes}, 'g') AS m) x
        CROSS JOIN LATERAL (
            SELECT * FROM custom_emojis
            WHERE shortcode = x.shortcode AND domain = a.domain
            UNION ALL
            SELECT * FROM custom_emojis
            WHERE shortcode = x.shortcode AND domain IS NULL
                AND a.domain IS NULL) e
        WHERE NOT e.disabled) ELSE '[]' END,
    'tagged_collections', coalesce((
        SELECT json_agg(json_build_object(
            'id', c.id::text, 'name', c.name, 'description', c.description))
        FROM tagged_objects g
        JOIN collections c ON c.id = g.object_id
        WHERE g.status_id = s.id AND g.object_type = 'Collection'
            AND g.object_id IS NOT NULL), '[]'),
    'quote', (
        SELECT json_build_object(
            'state', (ARRAY['pending', 'accepted', 'rejected', 'revoked',
                'deleted'])[q.state + 1],
            'quoted_status', CASE WHEN q.state = 1 THEN {quoted} END)
        FROM quotes q
        WHERE q.status_id = s.id),
    'card', (
        SELECT json_build_object(
            'url', coalesce(x.url, c.url),
            'title', c.title,
            'description', c.description,
            'language', c.language,
            'type', (ARRAY['link', 'photo', 'video', 'rich'])[c.type + 1],
            'author_name', c.author_name,
            'author_url', c.author_url,
            'provider_name', c.provider_name,
            'provider_url', c.provider_url,
            'html', c.html,
            'width', c.width,
            'height', c.height,
            'image', 'https://social.example/system/cache/preview_cards/images/'
                || to_char(c.id, {short_partition}) || '/original/'
                || c.image_file_name,
            'image_description', c.image_description,
            'embed_url', c.embed_url,
            'blurhash', c.blurhash,
            'published_at', to_char(c.published_at, {time}),
            'authors', CASE WHEN c.author_account_id IS NOT NULL THEN
                json_build_array(json_build_object(
                    'name', c.author_name, 'url', c.author_url,
                    'account', {author}))
                WHEN c.author_name <> '' THEN json_build_array(
                    json_build_object('name', c.author_name,
                        'url', c.author_url, 'account', NULL))
                ELSE '[]' END)
        FROM preview_cards_statuses x
        JOIN preview_cards c ON c.id = x.preview_card_id
        WHERE x.status_id = s.id
        LIMIT 1),
    'poll', CASE WHEN s.poll_id IS NOT NULL THEN (
        SELECT json_build_object(
            'id', p.id::text,
            'expires_at', to_char(p.expires_at, {time}),
            'expired', p.expires_at < now() AT TIME ZONE 'utc',
            'multiple', p.multiple,
            'votes_count', p.votes_count,
            'voters_count', p.voters_count,
--@if viewer
            'voted', p.account_id = {viewer} OR EXISTS (
                SELECT FROM poll_votes v
                WHERE v.poll_id = p.id AND v.account_id = {viewer}),
            'own_votes', ARRAY(
                SELECT v.choice FROM poll_votes v
                WHERE v.poll_id = p.id AND v.account_id = {viewer}),
--@end
            'options', (
                SELECT json_agg(json_build_object(
                    'title', o.title, 'votes_count', o.votes) ORDER BY o.n)
                FROM unnest(p.options, p.cached_tallies) WITH ORDINALITY
                    AS o (title, votes, n)),
            'emojis', '[]'::json)
        FROM polls p
        WHERE p.id = s.poll_id) END,
    'quote_approval', json_build_object(
        'automatic', CASE WHEN s.quote_approval_policy & 131072 > 0
            THEN '["public"]' ELSE '[]' END::json,
        'manual', '[]'::json,
        'current_user', CASE WHEN s.quote_approval_policy & 131072 > 0
--@if viewer
            THEN 'automatic' ELSE 'denied' END))
--@end
--@if anonymous
            THEN 'denied' ELSE 'denied' END))
--@end
    AS document
FROM statuses s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN status_stats ss ON ss.status_id = s.id
LEFT JOIN account_stats ast ON ast.account_id = a.id
LEFT JOIN users u
    ON u.account_id = CASE WHEN a.domain IS NULL THEN a.id END
WHERE s.id = {id} AND s.deleted_at IS NULL
    AND a.suspended_at IS NULL AND a.requested_deletion_at IS NULL
--@if anonymous
    AND s.visibility IN (0, 1)
--@end
--@if viewer
    AND CASE
        WHEN s.visibility IN (0, 1) THEN NOT EXISTS (
            SELECT FROM blocks b
            WHERE b.account_id = s.account_id
                AND b.target_account_id = {viewer})
        WHEN s.account_id = {viewer} THEN true
        WHEN EXISTS (
            SELECT FROM mentions v
            WHERE v.account_id = {viewer} AND v.status_id = s.id) THEN true
        WHEN s.visibility = 2 THEN EXISTS (
            SELECT FROM follows f
            WHERE f.account_id = {viewer}
                AND f.target_account_id = s.account_id)
        ELSE false
    END
--@end
