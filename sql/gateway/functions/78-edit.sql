-- Editing a status (spec/writes.md 4.3). The module has rewritten its text and
-- found out what it refers to; here is found out what changes, and written.
--
-- p_post is an object:
--
--   given, given_spoiler    the text and the warning as the client sent them
--   stripped       the text without what surrounds it
--   text           the same with its mentions rewritten
--   spoiler_text   the warning; absent, like given_spoiler: it stays
--   sensitive, language
--   policy         quote_approval_policy; absent: it stays
--   mentions       ids of accounts, in the order of the text
--   blocked        ids of accounts that it names, but are not told
--   media          ids of files, in order, each once
--   attributes     of files: id, and of description and focus what is to change
--   tags, names    normalised names of hashtags, and as they were typed
--   links          URLs of the text
--   poll           options, multiple (null: not sent), hide_totals, expires_in
--                  in seconds; raw: its options were not sent like that
--   error          what is wrong with it, if it changes anything
--   limit          of posts in three hours


-- A file's meta-data with another focus, as compact as Mastodon writes them.
CREATE OR REPLACE FUNCTION statuses_gateway._focus(
    p_meta json, p_x double precision, p_y double precision
) RETURNS json
LANGUAGE sql IMMUTABLE
AS $$
    SELECT ('{' || string_agg(to_json(m.key) || ':' || m.value, ','
        ORDER BY m.n) || '}')::json
    FROM (
        SELECT k.n, k.key, CASE WHEN k.key = 'focus' THEN
            '{"x":' || regexp_replace(p_x::text, '^(-?\d+)$', '\1.0')
            || ',"y":' || regexp_replace(p_y::text, '^(-?\d+)$', '\1.0')
            || '}' ELSE e.value::text END AS value
        FROM (VALUES ('focus', 0), ('colors', 1), ('original', 2),
            ('small', 3)) AS known (key, n)
        LEFT JOIN LATERAL json_each(CASE json_typeof(p_meta)
            WHEN 'object' THEN p_meta ELSE '{}' END) e ON e.key = known.key
        CROSS JOIN LATERAL (
            -- a focus that is new comes last
            SELECT known.key, CASE WHEN known.key = 'focus' AND e.key IS NULL
                THEN 4 ELSE known.n END AS n) k
        WHERE e.key IS NOT NULL OR k.key = 'focus') m
$$;


-- What a version of a status remembers of its files and its poll.
CREATE OR REPLACE FUNCTION statuses_gateway._version(
    p_status bigint, p_text text, p_created_at timestamp
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO status_edits (status_id, account_id, text, spoiler_text,
        sensitive, ordered_media_attachment_ids, media_descriptions,
        poll_options, quote_id, created_at, updated_at)
    SELECT s.id, s.account_id, p_text, s.spoiler_text, s.sensitive, f.ids,
        ARRAY(
            SELECT m.description
            FROM unnest(f.ids) WITH ORDINALITY w (id, n)
            JOIN media_attachments m ON m.id = w.id
            ORDER BY w.n),
        (SELECT p.options FROM polls p WHERE p.id = s.poll_id),
        (SELECT q.id FROM quotes q WHERE q.status_id = s.id),
        p_created_at, now() AT TIME ZONE 'utc'
    FROM statuses s
    CROSS JOIN LATERAL (
        SELECT coalesce(s.ordered_media_attachment_ids, ARRAY(
            SELECT m.id FROM media_attachments m
            WHERE m.status_id = s.id
            ORDER BY m.id)) AS ids) f
    WHERE s.id = p_status;
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway.edit_status(
    p_account bigint, p_status bigint, p_post json, p_jobs text, p_base text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_post    record;
    v_old     statuses%ROWTYPE;
    v_poll    polls%ROWTYPE;
    v_poll_id bigint;
    v_media   bigint[];
    v_files   boolean;
    v_policy  integer;
    v_error   text;
    v_now     timestamp := now() AT TIME ZONE 'utc';
BEGIN
    SELECT * INTO v_old
    FROM statuses
    WHERE id = p_status AND account_id = p_account AND deleted_at IS NULL
    FOR NO KEY UPDATE;

    IF NOT FOUND THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF v_old.reblog_of_id IS NOT NULL THEN
        RETURN statuses_gateway._refuse(403);
    END IF;

    IF p_post IS NULL THEN
        -- what was remembered a moment ago is forgotten
        RETURN statuses_gateway._refuse(409);
    END IF;

    SELECT * INTO v_post
    FROM json_to_record(p_post) AS x (given text, given_spoiler text,
        stripped text, text text, spoiler_text text, sensitive boolean,
        language text, policy integer, mentions bigint[], blocked bigint[],
        media bigint[], attributes json, tags text[], names text[],
        links text[], poll json, error text, "limit" integer);

    v_media := coalesce(v_post.media, '{}');

    IF cardinality(v_media) > 0 THEN
        PERFORM
        FROM media_attachments m
        WHERE m.id = ANY (v_media)
        ORDER BY m.id
        FOR UPDATE;

        SELECT 'Media ' || string_agg(w.id::text, ', ' ORDER BY w.n)
            || ' not found or already attached to another post'
        INTO v_error
        FROM unnest(v_media) WITH ORDINALITY w (id, n)
        WHERE NOT EXISTS (
            SELECT FROM media_attachments m
            WHERE m.id = w.id AND m.account_id = p_account
                AND m.scheduled_status_id IS NULL
                AND (m.status_id IS NULL OR m.status_id = p_status));

        IF v_error IS NOT NULL THEN
            RETURN statuses_gateway._refuse(422, v_error);
        END IF;
    END IF;

    SELECT * INTO v_poll
    FROM polls
    WHERE id = v_old.poll_id
    FOR UPDATE;

    v_policy := CASE
        WHEN v_post.policy IS NULL THEN v_old.quote_approval_policy
        WHEN v_old.visibility IN (0, 1) THEN v_post.policy
        ELSE 0
    END;

    v_files := EXISTS (
        SELECT FROM statuses_gateway._file_changes(v_media,
            v_post.attributes));

    -- a poll that is sent always ends at another time

    IF v_post.given = v_old.text
        AND coalesce(v_post.given_spoiler, v_old.spoiler_text)
            = v_old.spoiler_text
        AND v_post.sensitive = v_old.sensitive
        AND v_post.language IS NOT DISTINCT FROM v_old.language
        AND v_policy = v_old.quote_approval_policy
        AND v_media IS NOT DISTINCT FROM v_old.ordered_media_attachment_ids
        AND NOT v_files
        AND v_post.poll IS NULL AND v_old.poll_id IS NULL
    THEN
        RETURN statuses_gateway._answer(200, NULL, p_status, false);
    END IF;

    v_error := coalesce(v_post.error,
        statuses_gateway._no_tags(v_post.tags));

    IF v_error IS NOT NULL THEN
        RETURN statuses_gateway._refuse(422, v_error);
    END IF;

    IF NOT statuses_gateway._count_posting(p_account, v_post."limit") THEN
        RETURN statuses_gateway._refuse(429);
    END IF;

    PERFORM FROM status_edits WHERE status_id = p_status;

    IF NOT FOUND THEN
        PERFORM statuses_gateway._version(p_status, v_old.text,
            v_old.created_at);
    END IF;

    UPDATE media_attachments m
    SET description = c.description, file_meta = c.file_meta,
        updated_at = v_now
    FROM statuses_gateway._file_changes(v_media, v_post.attributes) c
    WHERE m.id = c.id;

    UPDATE media_attachments
    SET status_id = p_status
    WHERE id = ANY (v_media) AND status_id IS NULL;

    v_poll_id := statuses_gateway._edit_poll(p_status, p_account, v_poll,
        v_post.poll);

    UPDATE statuses
    SET text = v_post.text,
        spoiler_text = coalesce(v_post.spoiler_text, spoiler_text),
        sensitive = v_post.sensitive, language = v_post.language,
        quote_approval_policy = v_policy,
        ordered_media_attachment_ids = v_media,
        poll_id = v_poll_id,
        edited_at = v_now, updated_at = v_now
    WHERE id = p_status;

    PERFORM statuses_gateway._version(p_status, v_post.stripped, v_now);

    IF v_post.stripped <> v_old.text THEN
        DELETE FROM preview_cards_statuses WHERE status_id = p_status;
    END IF;

    PERFORM statuses_gateway._edit_tags(v_old, v_post.tags, v_post.names);
    PERFORM statuses_gateway._edit_mentions(p_status, v_post.mentions,
        v_post.blocked);

--@if 4.6+
    DELETE FROM tagged_objects t
    WHERE t.status_id = p_status AND t.object_type = 'Collection'
        AND NOT EXISTS (
            SELECT
            FROM statuses_gateway._linked(v_post.links, p_base) l
            WHERE l.id = t.object_id);

    PERFORM statuses_gateway._tag_objects(p_status, v_post.links, p_base);
--@end

    IF p_jobs <> 'sidekiq' THEN
        PERFORM statuses_gateway._distribute(p_status, true);
    END IF;

    PERFORM statuses_gateway._edit_jobs(p_status,
        v_post.stripped <> v_old.text, v_files, v_poll, p_jobs);

    RETURN statuses_gateway._answer(200, NULL, p_status, true);
END
$$;


-- Which files get another description or focus, and what they have then.
CREATE OR REPLACE FUNCTION statuses_gateway._file_changes(
    p_media bigint[], p_attributes json
) RETURNS TABLE (id bigint, description text, file_meta json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    IF p_attributes IS NULL THEN
        RETURN;
    END IF;

    RETURN QUERY
    SELECT c.id, c.description, c.file_meta
    FROM media_attachments m
    -- of two that concern the same file the later one holds
    LEFT JOIN LATERAL (
        SELECT true AS given, a.value ->> 'description' AS text
        FROM json_array_elements(p_attributes) WITH ORDINALITY a (value, n)
        WHERE (a.value ->> 'id')::bigint = m.id
            AND a.value -> 'description' IS NOT NULL
        ORDER BY a.n DESC
        LIMIT 1) d ON true
    LEFT JOIN LATERAL (
        SELECT true AS given, (a.value -> 'focus' ->> 0)::double precision AS x,
            (a.value -> 'focus' ->> 1)::double precision AS y
        FROM json_array_elements(p_attributes) WITH ORDINALITY a (value, n)
        WHERE (a.value ->> 'id')::bigint = m.id
            AND a.value -> 'focus' IS NOT NULL
        ORDER BY a.n DESC
        LIMIT 1) f ON true
    CROSS JOIN LATERAL (
        SELECT m.id,
            CASE WHEN d.given THEN d.text ELSE m.description END
                AS description,
            CASE WHEN f.given THEN statuses_gateway._focus(m.file_meta, f.x,
                f.y) ELSE m.file_meta END AS file_meta) c
    WHERE m.id = ANY (p_media)
        AND (c.description IS DISTINCT FROM m.description
            OR c.file_meta::jsonb IS DISTINCT FROM m.file_meta::jsonb);
END
$$;


-- The poll as it is to be, and its id; without p_poll there is none any more.
-- Votes that may have meant something else are void.
CREATE OR REPLACE FUNCTION statuses_gateway._edit_poll(
    p_status bigint, p_account bigint, p_old polls, p_poll json
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_new record;
    v_id  bigint;
BEGIN
    IF p_poll IS NULL THEN
        IF p_old.id IS NOT NULL THEN
            PERFORM statuses_gateway._unnotify(ARRAY(
                SELECT id FROM notifications
                WHERE activity_id = p_old.id AND activity_type = 'Poll'));

            DELETE FROM polls WHERE id = p_old.id;
        END IF;

        RETURN NULL;
    END IF;

    SELECT * INTO v_new
    FROM json_to_record(p_poll) AS x (options text[], multiple boolean,
        hide_totals boolean, expires_in bigint, raw boolean);

    IF p_old.id IS NULL THEN
        v_id := nextval(pg_get_serial_sequence('polls', 'id'));

        PERFORM statuses_gateway._poll(v_id, p_account, p_status, p_poll);

        RETURN v_id;
    END IF;

    IF v_new.raw OR v_new.options <> p_old.options::text[]
        OR v_new.multiple IS DISTINCT FROM p_old.multiple
    THEN
        DELETE FROM poll_votes WHERE poll_id = p_old.id;

        UPDATE polls
        SET cached_tallies = array_fill(0::bigint,
                ARRAY[cardinality(v_new.options)]),
            votes_count = 0, voters_count = 0
        WHERE id = p_old.id;
    END IF;

    UPDATE polls
    SET options = v_new.options, multiple = coalesce(v_new.multiple, false),
        hide_totals = v_new.hide_totals,
        expires_at = (now() AT TIME ZONE 'utc')
            + v_new.expires_in * interval '1 second',
        lock_version = lock_version + 1,
        updated_at = now() AT TIME ZONE 'utc'
    WHERE id = p_old.id;

    RETURN p_old.id;
END
$$;


-- Its hashtags are these, and no others.
CREATE OR REPLACE FUNCTION statuses_gateway._edit_tags(
    p_status statuses, p_names text[], p_display_names text[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_old bigint[] := ARRAY(
        SELECT tag_id FROM statuses_tags WHERE status_id = p_status.id);
    v_new bigint[];
BEGIN
    v_new := statuses_gateway._tag(p_status.id, p_names, p_display_names);

    DELETE FROM statuses_tags
    WHERE status_id = p_status.id AND tag_id <> ALL (v_new);

    IF p_status.visibility IN (0, 1) THEN
        PERFORM statuses_gateway._count_tags(p_status.account_id, p_status.id,
            p_status.created_at, ARRAY(
                SELECT t FROM unnest(v_new) t WHERE t <> ALL (v_old)), 1);
        PERFORM statuses_gateway._count_tags(p_status.account_id, p_status.id,
            p_status.created_at, ARRAY(
                SELECT t FROM unnest(v_old) t WHERE t <> ALL (v_new)), -1);
    END IF;
END
$$;


-- Who is no longer mentioned keeps on seeing the status. A mention of who is
-- blocked is gone altogether.
CREATE OR REPLACE FUNCTION statuses_gateway._edit_mentions(
    p_status bigint, p_mentions bigint[], p_blocked bigint[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_now timestamp := now() AT TIME ZONE 'utc';
BEGIN
    INSERT INTO mentions AS m (account_id, status_id, silent, created_at,
        updated_at)
    SELECT w.id, p_status, false, v_now, v_now
    FROM unnest(p_mentions) WITH ORDINALITY w (id, n)
    ORDER BY w.n
    ON CONFLICT (account_id, status_id) DO UPDATE
    SET silent = false, updated_at = v_now
    WHERE m.silent;

    IF cardinality(p_blocked) > 0 THEN
        PERFORM statuses_gateway._unnotify(ARRAY(
            SELECT n.id
            FROM mentions m JOIN notifications n
                ON n.activity_id = m.id AND n.activity_type = 'Mention'
            WHERE m.status_id = p_status AND m.account_id = ANY (p_blocked)));

        DELETE FROM mentions
        WHERE status_id = p_status AND account_id = ANY (p_blocked);
    END IF;

    UPDATE mentions
    SET silent = true
    WHERE status_id = p_status AND NOT silent
        AND account_id <> ALL (coalesce(p_mentions, '{}'));
END
$$;


-- What follows, in Mastodon's order (spec/writes.md 5, 13).
CREATE OR REPLACE FUNCTION statuses_gateway._edit_jobs(
    p_status bigint, p_text boolean, p_files boolean, p_old polls,
    p_jobs text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_poll       bigint;
    v_expires_at timestamp;
BEGIN
    SELECT p.id, p.expires_at INTO v_poll, v_expires_at
    FROM statuses s JOIN polls p ON p.id = s.poll_id
    WHERE s.id = p_status;

    IF p_files OR v_poll = p_old.id THEN
        PERFORM statuses_gateway._cache(p_jobs, 'UNLINK',
            'cache:v3:statuses/' || p_status);
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
        json_build_array('status.updated', 'Status', p_status));

    IF v_expires_at IS NOT NULL THEN
        IF v_poll = p_old.id AND v_expires_at < p_old.expires_at THEN
            PERFORM statuses_gateway._unschedule_poll(p_jobs, v_poll);
        END IF;

        PERFORM statuses_gateway._job(p_jobs, 'PollExpirationNotifyWorker',
            json_build_array(v_poll),
            (v_expires_at + interval '300 seconds') AT TIME ZONE 'utc');
    END IF;

    IF p_text THEN
        PERFORM statuses_gateway._job(p_jobs, 'LinkCrawlWorker',
            json_build_array(p_status));
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
        json_build_array('status.updated', 'Status', p_status));
    PERFORM statuses_gateway._job(p_jobs, 'DistributionWorker',
        json_build_array(p_status, '{"update":true}'::json));
    PERFORM statuses_gateway._job(p_jobs,
        'ActivityPub::StatusUpdateDistributionWorker',
        json_build_array(p_status));
END
$$;


-- A poll that ends earlier than it did: the job that waits for its end would
-- come too late, and keep the new one away (spec/writes.md 5.3).
CREATE OR REPLACE FUNCTION statuses_gateway._unschedule_poll(
    p_jobs text, p_poll bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM statuses_gateway._redis(p_jobs, 'EVAL',
        'for _, m in ipairs(redis.call(''ZRANGE'', KEYS[1], 0, -1)) do'
        || ' local j = cjson.decode(m)'
        || ' if j[''class''] == ''PollExpirationNotifyWorker'''
        || ' and tostring(j[''args''][1]) == ARGV[1] then'
        || ' redis.call(''ZREM'', KEYS[1], m)'
        || ' local d = j[''lock_digest'']'
        || ' if d then redis.call(''UNLINK'', d, d .. '':LOCKED'','
        || ' d .. '':INFO'', d .. '':PRIMED'', d .. '':QUEUED'')'
        || ' redis.call(''ZREM'', KEYS[2], d) end end end',
        '2', 'schedule', 'uniquejobs:digests', p_poll::text);
END
$$;
