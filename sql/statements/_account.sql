-- The columns of one account {a} with its {ast}, {u} (spec/entities.md 4).
    , {a}.id AS c_id
    , {a}.username AS c_username
    , {a}.domain AS c_domain
    , {a}.display_name AS c_display_name
    , {a}.locked AS c_locked
    , {a}.actor_type AS c_actor_type
    , {a}.discoverable AS c_discoverable
    , {a}.indexable AS c_indexable
    , {a}.created_at AS c_created_at
    , {a}.note AS c_note
    , {a}.url AS c_url
    , {a}.uri AS c_uri
    , {a}.id_scheme AS c_id_scheme
    , {a}.avatar_file_name AS c_avatar_file_name
    , {a}.avatar_content_type AS c_avatar_content_type
    , {a}.avatar_storage_schema_version AS c_avatar_schema_version
    , {a}.avatar_description AS c_avatar_description --@4.6+
    , NULL AS c_avatar_description --@<4.6
    , {a}.header_file_name AS c_header_file_name
    , {a}.header_content_type AS c_header_content_type
    , {a}.header_storage_schema_version AS c_header_schema_version
    , {a}.header_description AS c_header_description --@4.6+
    , NULL AS c_header_description --@<4.6
    , {ast}.followers_count AS c_followers_count
    , {ast}.following_count AS c_following_count
    , {ast}.statuses_count AS c_statuses_count
    , {ast}.last_status_at AS c_last_status_at
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
    , {a}.feature_approval_policy AS c_feature_approval_policy --@4.6+
    , NULL AS c_feature_approval_policy --@<4.6
    , {a}.moved_to_account_id AS c_moved_to_account_id
    , {a}.fields AS c_fields
    , {u}.id AS c_user_id
    , {u}.settings AS c_user_settings
    , CASE WHEN {u}.id IS NOT NULL THEN (
        SELECT ARRAY[r.id::text, r.name, r.color, r.highlighted::text,
            (r.permissions | coalesce((
                SELECT e.permissions FROM user_roles e
                WHERE e.id = -99), 0))::text]
        FROM user_roles r
        WHERE r.id = coalesce({u}.role_id, -99)) END AS c_role
    , (
        SELECT array_agg(ARRAY[st.var, st.value])
        FROM settings st
        WHERE st.var IN ('noindex', 'email_subscriptions'))
        AS c_site_settings
    , CASE WHEN {a}.domain IS NULL
            AND (position('@' in {a}.note) > 0
                OR position('@' in {a}.fields::text) > 0) THEN ARRAY(
        SELECT ARRAY[ma.username, ma.domain, ma.url]
        FROM regexp_matches(concat_ws(' ', {a}.note, {a}.fields::text),
                '@([a-z0-9_][a-z0-9_.-]*)(?:@([[:alnum:]_.-]+))?', 'gi')
                AS m
        JOIN accounts ma
            ON lower(ma.username) = lower(m[1])
                AND coalesce(lower(ma.domain), '')
                    = coalesce(nullif(lower(m[2]), {local_domain}), ''))
        END AS c_note_mentions
