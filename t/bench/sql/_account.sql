-- The account {a} with {ast} and {u}.
json_build_object(
    'id', a.id::text,
    'username', a.username,
    'acct', a.username || coalesce('@' || a.domain, ''),
    'display_name', a.display_name,
    'locked', a.locked,
    'bot', a.actor_type IN ('Application', 'Service'),
    'discoverable', a.discoverable,
    'indexable', a.indexable,
    'group', a.actor_type = 'Group',
    'created_at', to_char(a.created_at, 'YYYY-MM-DD"T00"') || ':00:00.000Z',
    'note', a.note,
    'url', coalesce(a.url, 'https://social.example/@' || a.username),
    'uri', coalesce(a.uri, 'https://social.example/ap/users/' || a.id),
    'avatar', CASE WHEN a.avatar_file_name IS NULL
        THEN 'https://social.example/avatars/original/missing.png'
        ELSE 'https://social.example/system/'
            || CASE WHEN a.domain IS NOT NULL THEN 'cache/' ELSE '' END
            || 'accounts/avatars/' || to_char(a.id, {partition})
            || '/original/' || a.avatar_file_name END,
    'avatar_static', CASE WHEN a.avatar_file_name IS NULL
        THEN 'https://social.example/avatars/original/missing.png'
        ELSE 'https://social.example/system/'
            || CASE WHEN a.domain IS NOT NULL THEN 'cache/' ELSE '' END
            || 'accounts/avatars/' || to_char(a.id, {partition})
            || '/original/' || a.avatar_file_name END,
    'avatar_description', a.avatar_description,
    'header', CASE WHEN a.header_file_name IS NULL
        THEN 'https://social.example/headers/original/missing.png'
        ELSE 'https://social.example/system/'
            || CASE WHEN a.domain IS NOT NULL THEN 'cache/' ELSE '' END
            || 'accounts/headers/' || to_char(a.id, {partition})
            || '/original/' || a.header_file_name END,
    'header_static', CASE WHEN a.header_file_name IS NULL
        THEN 'https://social.example/headers/original/missing.png'
        ELSE 'https://social.example/system/'
            || CASE WHEN a.domain IS NOT NULL THEN 'cache/' ELSE '' END
            || 'accounts/headers/' || to_char(a.id, {partition})
            || '/original/' || a.header_file_name END,
    'header_description', a.header_description,
    'followers_count', coalesce(ast.followers_count, 0),
    'following_count', coalesce(ast.following_count, 0),
    'statuses_count', coalesce(ast.statuses_count, 0),
    'last_status_at', ast.last_status_at::date,
    'hide_collections', a.hide_collections,
    'show_media', a.show_media,
    'show_media_replies', a.show_media_replies,
    'show_featured', a.show_featured,
    'noindex', CASE WHEN u.settings IS NOT NULL
        THEN coalesce((u.settings::json->>'noindex')::boolean, false)
        WHEN a.domain IS NULL THEN false END,
    'feature_approval', json_build_object(
        'automatic', CASE WHEN a.discoverable THEN '["public"]' ELSE '[]'
            END::json,
        'manual', '[]'::json, 'current_user', 'denied'),
    'emojis', CASE WHEN concat_ws(' ', a.note, a.display_name,
            a.fields::text) ~ {shortcode} THEN (
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
            FROM regexp_matches(concat_ws(' ', a.note, a.display_name,
                a.fields::text), {shortcodes}, 'g') AS m) x
        CROSS JOIN LATERAL (
            SELECT * FROM custom_emojis
            WHERE shortcode = x.shortcode AND domain = a.domain
            UNION ALL
            SELECT * FROM custom_emojis
            WHERE shortcode = x.shortcode AND domain IS NULL
                AND a.domain IS NULL) e
        WHERE NOT e.disabled) ELSE '[]' END,
    'roles', CASE WHEN u.role_id IS NOT NULL THEN (
        SELECT coalesce(json_agg(json_build_object(
            'id', r.id::text, 'name', r.name, 'color', r.color)), '[]')
        FROM user_roles r
        WHERE r.id = u.role_id AND r.highlighted) ELSE '[]' END,
    'fields', coalesce(a.fields, '[]'))
