-- Two roles without login, for whom nginx connects as: grant one of them to
-- the account of statuses_database.  Who installs this needs CREATEROLE, or
-- they were made beforehand.
--
--   statuses_reader  answers reads
--   statuses_writer  answers all; changes Mastodon's tables through the
--                    functions of statuses_gateway only

DO $grants$
DECLARE
    v_schema text := current_schema();
    v_name   text;
BEGIN
    IF to_regrole('statuses_reader') IS NULL THEN
        CREATE ROLE statuses_reader NOLOGIN;
    END IF;

    IF to_regrole('statuses_writer') IS NULL THEN
        CREATE ROLE statuses_writer NOLOGIN IN ROLE statuses_reader;
    END IF;

    EXECUTE format('GRANT USAGE ON SCHEMA %I TO statuses_reader', v_schema);
    GRANT USAGE ON SCHEMA statuses_gateway TO statuses_writer;

    -- of accounts and users not what only Mastodon itself needs
    FOR v_name IN
        SELECT c.relname
        FROM pg_class c
        WHERE c.relnamespace = v_schema::regnamespace
            AND c.relkind IN ('r', 'p', 'v', 'm')
            AND c.relname = ANY (ARRAY['account_domain_blocks',
                'account_stats', 'blocks', 'bookmarks', 'collections',
                'collection_items', 'conversation_mutes', 'conversations',
                'custom_emojis', 'custom_filter_keywords',
                'custom_filter_statuses', 'custom_filters', 'domain_allows',
                'domain_blocks', 'favourites', 'follows', 'follow_requests',
                'ip_blocks', 'media_attachments', 'mentions', 'mutes',
                'oauth_access_tokens', 'oauth_applications', 'poll_votes',
                'polls', 'preview_cards', 'preview_cards_statuses',
                'preview_card_providers', 'quotes', 'scheduled_statuses',
                'settings', 'site_uploads', 'status_edits', 'status_pins',
                'status_stats', 'statuses', 'statuses_tags',
                'tagged_objects', 'tags', 'user_roles',
                'webauthn_credentials'])
    LOOP
        EXECUTE format('GRANT SELECT ON %I.%I TO statuses_reader', v_schema,
            v_name);
    END LOOP;

    FOR v_name IN
        SELECT format('GRANT SELECT (%s) ON %I.%I TO statuses_reader',
            string_agg(quote_ident(a.attname), ', '), v_schema, c.relname)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = v_schema::regnamespace
            AND c.relname IN ('accounts', 'users')
            AND a.attnum > 0 AND NOT a.attisdropped
            AND a.attname !~ '(^private_key|password|otp_(secret|backup)'
                '|token$|salt|_sign_in_ip|^sign_up_ip|email$)'
        GROUP BY c.relname
    LOOP
        EXECUTE v_name;
    END LOOP;

    -- that a token and its user are active (statuses_activity)
    EXECUTE format('GRANT UPDATE (last_used_at, last_used_ip)'
        ' ON %I.oauth_access_tokens TO statuses_writer', v_schema);
    EXECUTE format('GRANT UPDATE (last_sign_in_at, current_sign_in_at,'
        ' updated_at) ON %I.users TO statuses_writer', v_schema);

    -- functions: nobody, and the writer those that are no others' parts
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA statuses_gateway FROM PUBLIC;

    FOR v_name IN
        SELECT p.oid::regprocedure::text
        FROM pg_proc p
        WHERE p.pronamespace = 'statuses_gateway'::regnamespace
            AND p.proname !~ '^_'
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO statuses_writer',
            v_name);
    END LOOP;
END
$grants$;
