-- The columns of one account {a} (spec/entities.md 4).
--@pack ARRAY[ % ]::int8[]
    , {a}.id AS c_id
    , {a}.id_scheme AS c_id_scheme
    , {a}.avatar_storage_schema_version AS c_avatar_schema_version
    , {a}.header_storage_schema_version AS c_header_schema_version
    , {a}.feature_approval_policy AS c_feature_approval_policy --@4.6+
    , NULL AS c_feature_approval_policy --@<4.6
    , {a}.moved_to_account_id AS c_moved_to_account_id
--@end
--@pack ARRAY[ % ]
    , {a}.locked AS c_locked
    , {a}.discoverable AS c_discoverable
    , {a}.indexable AS c_indexable
    , {a}.hide_collections AS c_hide_collections
    , {a}.show_media AS c_show_media --@4.6+
    , {a}.show_media_replies AS c_show_media_replies --@4.6+
    , {a}.show_featured AS c_show_featured --@4.6+
    , NULL AS c_show_media --@<4.6
    , NULL AS c_show_media_replies --@<4.6
    , NULL AS c_show_featured --@<4.6
    , {a}.id <> -99 AND ({a}.suspended_at IS NOT NULL
        OR {a}.requested_deletion_at IS NOT NULL --@4.7+
        ) AS c_unavailable
    , {a}.silenced_at IS NOT NULL AS c_limited
    , {a}.memorial AS c_memorial
--@end
    , {a}.created_at AS c_created_at
--@pack ARRAY[ % ]::text[]
    , {a}.username AS c_username
    , {a}.domain AS c_domain
    , {a}.display_name AS c_display_name
    , {a}.actor_type AS c_actor_type
    , {a}.url AS c_url
    , {a}.uri AS c_uri
    , {a}.avatar_file_name AS c_avatar_file_name
    , {a}.avatar_content_type AS c_avatar_content_type
    , {a}.avatar_description AS c_avatar_description --@4.6+
    , NULL AS c_avatar_description --@<4.6
    , {a}.header_file_name AS c_header_file_name
    , {a}.header_content_type AS c_header_content_type
    , {a}.header_description AS c_header_description --@4.6+
    , NULL AS c_header_description --@<4.6
--@end
--@pack (SELECT ARRAY[ % ] FROM account_stats ast WHERE ast.account_id = {a}.id)
    , ast.followers_count::text AS c_followers_count
    , ast.following_count::text AS c_following_count
    , ast.statuses_count::text AS c_statuses_count
    , ast.last_status_at::text AS c_last_status_at
--@end
    , {a}.note AS c_note
    , {a}.fields AS c_fields
--@pack CASE WHEN {a}.domain IS NULL THEN (SELECT ARRAY[ % ] FROM users u LEFT JOIN user_roles r ON r.id = coalesce(u.role_id, -99) WHERE u.account_id = {a}.id LIMIT 1) END
    , u.id::text AS c_user_id
    , u.settings AS c_user_settings
    , r.id::text AS c_role_id
    , r.name AS c_role_name
    , r.color AS c_role_color
    , r.highlighted::text AS c_role_highlighted
    , (r.permissions | coalesce((
        SELECT e.permissions FROM user_roles e
        WHERE e.id = -99), 0))::text AS c_role_permissions
--@end
    , ARRAY(
        SELECT ARRAY[st.var, st.value]
        FROM settings st
        WHERE st.var IN ('noindex', 'email_subscriptions'))
        AS c_site_settings
    ,
--@if late
    NULL
--@end
--@if !late
--@include note_mentions
--@end
        AS c_note_mentions
