-- The columns of one status {s} by {a} (spec/entities.md 2, 5).
--@pack ARRAY[ % ]::int8[]
    , {s}.id AS c_id
    , {s}.account_id AS c_account_id
    , {s}.in_reply_to_id AS c_in_reply_to_id
    , {s}.in_reply_to_account_id AS c_in_reply_to_account_id
    , {s}.visibility AS c_visibility
    , {s}.reblog_of_id AS c_reblog_of_id
    , {s}.quote_approval_policy AS c_quote_approval_policy
--@end
--@pack ARRAY[ % ]
    , {s}.sensitive AS c_sensitive
    , {a}.sensitized_at IS NOT NULL AS c_sensitized
    , ({s}.local IS TRUE OR {s}.uri IS NULL) AS c_local
    , ( --@4.6+
        SELECT true FROM tagged_objects tgo --@4.6+
        WHERE tgo.status_id = {s}.id --@4.6+
            AND tgo.object_type = 'Collection' --@4.6+
            AND tgo.object_id IS NOT NULL --@4.6+
        LIMIT 1) AS c_has_collections --@4.6+
    , NULL AS c_has_collections --@<4.6
--@end
--@pack ARRAY[ % ]
    , {s}.created_at AS c_created_at
    , {s}.edited_at AS c_edited_at
--@end
--@pack ARRAY[ % ]::text[]
    , {s}.language AS c_language
    , {s}.uri AS c_uri
    , {s}.url AS c_url
--@end
--@pack (SELECT ARRAY[ % ]::int8[] FROM status_stats ss WHERE ss.status_id = {s}.id)
    , ss.replies_count AS c_replies_count
    , ss.reblogs_count AS c_reblogs_count
    , ss.favourites_count AS c_favourites_count
    , ss.quotes_count AS c_quotes_count
    , ss.untrusted_reblogs_count AS c_untrusted_reblogs_count
    , ss.untrusted_favourites_count AS c_untrusted_favourites_count
--@end
    , {s}.spoiler_text AS c_spoiler_text
    , {s}.text AS c_text
    , {s}.ordered_media_attachment_ids AS c_media_ids
    , CASE WHEN {s}.application_id IS NOT NULL THEN (
        SELECT ARRAY[app.name, app.website]
        FROM oauth_applications app
        WHERE app.id = {s}.application_id) END AS c_application
    , (
--@let files m.status_id = {s}.id
--@include media
        ) AS c_media
    , ARRAY(
        SELECT ARRAY[ma.id::text, ma.username, ma.domain, ma.url]
        FROM mentions mm
        JOIN accounts ma ON ma.id = mm.account_id
        WHERE mm.status_id = {s}.id AND NOT mm.silent
        ORDER BY mm.id) AS c_mentions
    , ARRAY(
        SELECT t.name
        FROM statuses_tags stt
        JOIN tags t ON t.id = stt.tag_id
        WHERE stt.status_id = {s}.id) AS c_tags
    , (
        SELECT ARRAY[
            -- 0: state as shown, 1: id of the quoted status, if kept
            CASE
                WHEN q.legacy AND q.state <> 1 THEN NULL
                WHEN q.state = 0 THEN 'pending'
                WHEN q.state = 2 THEN 'rejected'
                WHEN q.state = 3 THEN 'revoked'
                WHEN q.state = 4 OR qs.id IS NULL THEN 'deleted'
--@if viewer
                WHEN qs.account_id = {viewer} THEN 'accepted'
--@end
                WHEN NOT (
--@let seen qs
--@let author qa
--@include visible
                    ) THEN 'unauthorized'
--@if viewer
                WHEN (
                    SELECT true FROM account_domain_blocks adb
                    WHERE adb.account_id = {viewer}
                        AND adb.domain = qa.domain) THEN 'blocked_domain'
                WHEN (
                    SELECT true FROM blocks b
                    WHERE b.account_id = {viewer}
                        AND b.target_account_id = qs.account_id)
                    THEN 'blocked_account'
                WHEN (
                    SELECT true FROM mutes mu
                    WHERE mu.account_id = {viewer}
                        AND mu.target_account_id = qs.account_id)
                    THEN 'muted_account'
--@end
                ELSE 'accepted'
            END,
            qs.id::text, qs.reblog_of_id::text,
            -- what the RE: paragraph of the content links to
            (qs.local IS TRUE OR qs.uri IS NULL)::text, qa.username,
            qs.url, qs.uri]
        FROM quotes q
        LEFT JOIN statuses qs
            ON qs.id = q.quoted_status_id AND qs.deleted_at IS NULL
        LEFT JOIN accounts qa ON qa.id = qs.account_id
        WHERE q.status_id = {s}.id) AS c_quote
    , (
        SELECT ARRAY[coalesce(nullif(btrim(pcs.url), ''), pc.url),
            pc.title, pc.description, pc.language, pc.type::text,
            pc.author_name, pc.author_url, pc.provider_name,
            pc.provider_url, pc.html, pc.width::text, pc.height::text,
            pc.id::text, pc.image_file_name,
            pc.image_storage_schema_version::text, pc.image_description,
            pc.embed_url, pc.blurhash, pc.published_at::text,
            pc.author_account_id::text,
            pc.unverified_author_account_id::text --@4.6+
            NULL --@<4.6
            ]
        FROM preview_cards_statuses pcs
        JOIN preview_cards pc ON pc.id = pcs.preview_card_id
        WHERE pcs.status_id = {s}.id
        LIMIT 1) AS c_card
    , CASE WHEN {s}.poll_id IS NOT NULL THEN (
        SELECT ARRAY[p.id::text, p.expires_at::text,
            (p.expires_at < now() AT TIME ZONE 'utc')::text,
            p.multiple::text, p.hide_totals::text, p.votes_count::text,
            p.voters_count::text, p.options::text,
            p.cached_tallies::text
--@if viewer
            , (p.account_id = {viewer})::text
            , ARRAY(
                SELECT pv.choice
                FROM poll_votes pv
                WHERE pv.poll_id = p.id AND pv.account_id = {viewer})::text
--@end
            ]
        FROM polls p
        WHERE p.id = {s}.poll_id) END AS c_poll
