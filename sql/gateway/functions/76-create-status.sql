-- The write itself.
--
-- p_post is an object:
--
--   text, spoiler_text, sensitive, visibility (a number), language
--   policy         quote_approval_policy
--   application    id of the client
--   reply, quote   ids as the client sent them, absent if it sent none
--   mentions       ids of accounts, in the order of the text
--   media          ids of files, in order, each once
--   tags, names    normalised names of hashtags, and as they were typed
--   links          URLs of the text
--   poll           options, multiple, hide_totals, expires_in in seconds
--   limit          of posts in three hours
--   key, valid     Idempotency-Key for Mastodon's own memory of it
CREATE OR REPLACE FUNCTION statuses_gateway.create_status(
    p_account bigint, p_post json, p_jobs text, p_base text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_post         record;
    v_thread       record;
    v_parent       statuses_gateway.target;
    v_quoted       record;
    v_error        text;
    v_id           bigint;
    v_poll         bigint;
    v_quote        bigint;
    v_conversation bigint;
    v_tags         bigint[] := '{}';
    v_actor        text := statuses_gateway._actor(p_account, p_base);
    v_now          timestamp := now() AT TIME ZONE 'utc';
BEGIN
    IF p_post IS NULL THEN
        -- what was remembered a moment ago is forgotten
        RETURN statuses_gateway._refuse(409);
    END IF;

    SELECT * INTO v_post
    FROM json_to_record(p_post) AS x (text text, spoiler_text text,
        sensitive boolean, visibility integer, language text,
        policy integer, application bigint, reply bigint, quote bigint,
        mentions bigint[], media bigint[], tags text[], names text[],
        links text[], poll json, "limit" integer, key text, valid integer);

    -- what it refers to stays until the end of the transaction

    IF v_post.reply IS NOT NULL OR v_post.quote IS NOT NULL THEN
        PERFORM
        FROM statuses s
        WHERE s.id IN (
            SELECT unnest(ARRAY[g.id, g.reblog_of_id])
            FROM statuses g
            WHERE g.id IN (v_post.reply, v_post.quote))
        ORDER BY s.id
        FOR KEY SHARE;
    END IF;

    IF v_post.reply IS NOT NULL THEN
        v_parent := statuses_gateway._find(p_account, v_post.reply);

        IF v_parent.reblog_of_id IS NOT NULL THEN
            v_parent := statuses_gateway._keep(v_parent.reblog_of_id);
        END IF;

        IF v_parent.id IS NULL THEN
            RETURN statuses_gateway._refuse(404, 'The post you are trying to'
                ' reply to does not appear to exist.');
        END IF;
    END IF;

    SELECT s.id, s.conversation_id,
        CASE
            WHEN s.account_id = p_account AND s.reply
                THEN s.in_reply_to_account_id
            ELSE s.account_id
        END AS author
    INTO v_thread
    FROM statuses s
    WHERE s.id = v_parent.id;

    SELECT q.id, q.account_id, q.local INTO v_quoted
    FROM statuses_gateway.quotable(p_account, v_post.quote) q
    WHERE v_post.quote IS NOT NULL;

    IF v_post.quote IS NOT NULL THEN
        PERFORM FROM statuses_gateway._keep(v_quoted.id);

        IF NOT FOUND THEN
            RETURN statuses_gateway._refuse(404, 'The post you are trying to'
                ' quote does not appear to exist.');
        END IF;
    END IF;

    IF cardinality(v_post.media) > 0 THEN
        PERFORM
        FROM media_attachments m
        WHERE m.id = ANY (v_post.media) AND m.account_id = p_account
            AND m.status_id IS NULL
        ORDER BY m.id
        FOR UPDATE;

        v_error := statuses_gateway._no_media(p_account, v_post.media);

        IF v_error IS NOT NULL THEN
            RETURN statuses_gateway._refuse(422, v_error);
        END IF;
    END IF;

    IF cardinality(v_post.tags) > 0 THEN
        v_error := statuses_gateway._no_tags(v_post.tags);

        IF v_error IS NOT NULL THEN
            RETURN statuses_gateway._refuse(422, v_error);
        END IF;
    END IF;

    IF NOT statuses_gateway._count_posting(p_account, v_post."limit") THEN
        RETURN statuses_gateway._refuse(429);
    END IF;

    v_id := timestamp_id('statuses');

    IF v_post.reply IS NULL THEN
        INSERT INTO conversations (created_at, updated_at)
        VALUES (v_now, v_now)
        RETURNING id INTO v_conversation;

    ELSE
        v_conversation := v_thread.conversation_id;
    END IF;

    IF v_post.poll IS NOT NULL THEN
        v_poll := nextval(pg_get_serial_sequence('polls', 'id'));
    END IF;

    INSERT INTO statuses (id, account_id, text, spoiler_text, sensitive,
        visibility, language, local, uri, reply, in_reply_to_id,
        in_reply_to_account_id, conversation_id, application_id, poll_id,
        ordered_media_attachment_ids, quote_approval_policy, created_at,
        updated_at)
    VALUES (v_id, p_account, v_post.text, v_post.spoiler_text,
        v_post.sensitive, v_post.visibility, v_post.language, true,
        v_actor || '/statuses/' || v_id, v_post.reply IS NOT NULL,
        v_thread.id, v_thread.author, v_conversation, v_post.application,
        v_poll, coalesce(v_post.media, '{}'), v_post.policy, v_now, v_now);

    INSERT INTO mentions (account_id, status_id, silent, created_at,
        updated_at)
    SELECT w.id, v_id, false, v_now, v_now
    FROM unnest(v_post.mentions) WITH ORDINALITY w (id, n)
    ORDER BY w.n;

    IF cardinality(v_post.media) > 0 THEN
        UPDATE media_attachments
        SET status_id = v_id, updated_at = v_now
        WHERE id = ANY (v_post.media);
    END IF;

--@if 4.6+
    IF cardinality(v_post.links) > 0 THEN
        PERFORM statuses_gateway._tag_objects(v_id, v_post.links, p_base);
    END IF;

--@end

    IF v_poll IS NOT NULL THEN
        PERFORM statuses_gateway._poll(v_poll, p_account, v_id, v_post.poll);
    END IF;

    IF v_post.reply IS NULL THEN
        UPDATE conversations
        SET parent_status_id = v_id, parent_account_id = p_account
        WHERE id = v_conversation;
    END IF;

    IF v_quoted.id IS NOT NULL THEN
        INSERT INTO quotes (account_id, status_id, quoted_account_id,
            quoted_status_id, state, legacy, activity_uri, created_at,
            updated_at)
        VALUES (p_account, v_id, v_quoted.account_id, v_quoted.id,
            CASE WHEN v_quoted.local THEN 1 ELSE 0 END, false,
            CASE WHEN NOT v_quoted.local THEN v_actor || '/quote_requests/'
                || gen_random_uuid() END,
            v_now, v_now)
        RETURNING id INTO v_quote;

        -- lets its author read the quote
        INSERT INTO mentions (account_id, status_id, silent, created_at,
            updated_at)
        VALUES (v_quoted.account_id, v_id, true, v_now, v_now)
        ON CONFLICT (account_id, status_id) DO NOTHING;
    END IF;

    PERFORM statuses_gateway._count_created(
        CASE WHEN v_post.visibility IN (0, 1) THEN v_thread.id END,
        CASE WHEN v_quoted.local THEN v_quoted.id END);

    IF v_post.visibility <> 3 THEN
        PERFORM statuses_gateway._count_statuses(p_account, 1, v_now);
    END IF;

    IF cardinality(v_post.tags) > 0 THEN
        v_tags := statuses_gateway._tag(v_id, v_post.tags, v_post.names);

        IF v_post.visibility IN (0, 1) THEN
            PERFORM statuses_gateway._count_tags(p_account, v_id, v_now,
                v_tags, 1);
        END IF;
    END IF;

    IF p_jobs <> 'sidekiq' THEN
        PERFORM statuses_gateway._distribute(v_id, false);
    END IF;

    PERFORM statuses_gateway._create_jobs(v_id, v_tags, v_quote,
        v_quoted.local, v_post.key, v_post.valid, p_jobs);

    RETURN statuses_gateway._answer(200, NULL, v_id, true);
END
$$;


-- One reply and one quote more; both may be of one status. In the order of
-- their ids, so that two posts cannot wait for one another.
CREATE OR REPLACE FUNCTION statuses_gateway._count_created(
    p_parent bigint, p_quoted bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    IF p_quoted < p_parent THEN
        PERFORM statuses_gateway._count_quotes(p_quoted, 1);
        PERFORM statuses_gateway._count_replies(p_parent, 1);
        RETURN;
    END IF;

    IF p_parent IS NOT NULL THEN
        PERFORM statuses_gateway._count_replies(p_parent, 1);
    END IF;

    IF p_quoted IS NOT NULL THEN
        PERFORM statuses_gateway._count_quotes(p_quoted, 1);
    END IF;
END
$$;


--@if 4.6+
-- Collections that the text links to (spec/writes.md 7.5).
CREATE OR REPLACE FUNCTION statuses_gateway._linked(
    p_links text[], p_base text
) RETURNS TABLE (id bigint, uri text, place bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN QUERY
    SELECT c.id, coalesce(c.uri::text, p_base || '/ap/users/' || c.account_id
            || '/collections/' || c.id), min(w.n)
    FROM unnest(p_links) WITH ORDINALITY w (url, n)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN starts_with(w.url, p_base) THEN
            substring(substr(w.url, length(p_base) + 1)
                FROM '^/(?:ap/users/[0-9]+/)?collections/([0-9]{1,18})$')
            ::bigint END AS id) own
    JOIN collections c ON c.uri = w.url OR (c.id = own.id AND c.local)
    GROUP BY c.id;
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway._tag_objects(
    p_status bigint, p_links text[], p_base text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id,
        uri, created_at, updated_at)
    SELECT p_status, 'FeaturedCollection', 'Collection', l.id, l.uri,
        now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
    FROM statuses_gateway._linked(p_links, p_base) l
    ORDER BY l.place
    ON CONFLICT DO NOTHING;
END
$$;
--@end


-- What follows, in Mastodon's order (spec/writes.md 5, 13).
CREATE OR REPLACE FUNCTION statuses_gateway._create_jobs(
    p_status bigint, p_tags bigint[], p_quote bigint, p_accepted boolean,
    p_key text, p_valid integer, p_jobs text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_status record;
    v_tag    bigint;
    v_day    text := statuses_gateway._day();
    v_key    text;
BEGIN
    SELECT s.account_id, s.visibility, s.reply, s.in_reply_to_account_id,
        s.ordered_media_attachment_ids AS media, s.poll_id,
        a.silenced_at IS NOT NULL AS silenced,
        (SELECT p.expires_at AT TIME ZONE 'utc' FROM polls p
        WHERE p.id = s.poll_id) AS expires_at
    INTO v_status
    FROM statuses s JOIN accounts a ON a.id = s.account_id
    WHERE s.id = p_status;

    PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
        json_build_array('status.created', 'Status', p_status));

    IF p_jobs = 'sidekiq' THEN
        IF v_status.visibility IN (0, 1) THEN
            PERFORM statuses_gateway._activity(p_jobs, 'statuses:local');
        END IF;

        FOR i IN 1 .. cardinality(v_status.media) LOOP
            PERFORM statuses_gateway._cache(p_jobs, 'UNLINK',
                'cache:v3:statuses/' || p_status);
        END LOOP;

        IF p_accepted THEN
            PERFORM statuses_gateway._cache(p_jobs, 'UNLINK',
                'cache:v3:statuses/' || p_status);
            PERFORM statuses_gateway._cache(p_jobs, 'UNLINK',
                'cache:statuses/show:v3:statuses/' || p_status);
        END IF;
    END IF;

    IF p_quote IS NOT NULL THEN
        PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
            json_build_array('status.updated', 'Status', p_status));
    END IF;

    IF p_jobs = 'sidekiq' THEN
        IF p_key IS NOT NULL THEN
            PERFORM statuses_gateway._redis(p_jobs, 'SETEX',
                'idempotency:status:' || v_status.account_id || ':' || p_key,
                p_valid::text, p_status::text);
        END IF;

        IF v_status.visibility = 0 AND NOT v_status.silenced THEN
            FOR v_tag IN
                SELECT t.id
                FROM unnest(p_tags) WITH ORDINALITY w (id, n)
                JOIN tags t ON t.id = w.id
                WHERE t.usable IS NOT false
                ORDER BY w.n
            LOOP
                v_key := 'activity:tags:' || v_tag || ':' || v_day;

                PERFORM statuses_gateway._redis(p_jobs, 'INCRBY', v_key, '1');
                PERFORM statuses_gateway._redis(p_jobs, 'PFADD',
                    v_key || ':accounts', v_status.account_id::text);
                PERFORM statuses_gateway._redis(p_jobs, 'EXPIRE', v_key,
                    '1209600');
                PERFORM statuses_gateway._redis(p_jobs, 'EXPIRE',
                    v_key || ':accounts', '1209600');
                PERFORM statuses_gateway._redis(p_jobs, 'SADD',
                    'trending_tags:used:' || v_day, v_tag::text);
                PERFORM statuses_gateway._redis(p_jobs, 'EXPIRE',
                    'trending_tags:used:' || v_day, '86400');
            END LOOP;
        END IF;
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'LinkCrawlWorker',
        json_build_array(p_status));
    PERFORM statuses_gateway._job(p_jobs, 'DistributionWorker',
        json_build_array(p_status));
    PERFORM statuses_gateway._job(p_jobs, 'ActivityPub::DistributionWorker',
        json_build_array(p_status));

    IF v_status.poll_id IS NOT NULL THEN
        PERFORM statuses_gateway._job(p_jobs, 'PollExpirationNotifyWorker',
            json_build_array(v_status.poll_id), v_status.expires_at);
    END IF;

    IF p_quote IS NOT NULL AND NOT p_accepted THEN
        PERFORM statuses_gateway._job(p_jobs,
            'ActivityPub::QuoteRequestWorker', json_build_array(p_quote));
    END IF;

    IF v_status.reply
        AND v_status.in_reply_to_account_id <> v_status.account_id
    THEN
        PERFORM statuses_gateway._activity(p_jobs, 'interactions');
    END IF;
END
$$;
