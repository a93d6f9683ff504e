-- Posts for later, and when it is later (spec/writes.md 2.4, 4.2).


-- p_post is an object:
--
--   at             the time
--   params         what the client sent, as Mastodon's worker reads it
--   media          ids of files, in order, each once
--   total, daily   how many there may be, in all and on one day
--   key, valid     as in create_status()
CREATE OR REPLACE FUNCTION statuses_gateway.create_scheduled(
    p_account bigint, p_post json, p_jobs text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_post  record;
    v_error text;
    v_id    bigint;
BEGIN
    IF p_post IS NULL THEN
        -- what was remembered a moment ago is forgotten
        RETURN statuses_gateway._refuse(409);
    END IF;

    SELECT * INTO v_post
    FROM json_to_record(p_post) AS x (at timestamp, params jsonb,
        media bigint[], total integer, daily integer, key text,
        valid integer);

    -- two at a time would not see one another

    PERFORM pg_advisory_xact_lock(1935894381, hashint8(p_account));

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

    v_error := statuses_gateway._schedule_errors(p_account, v_post.at,
        v_post.total, v_post.daily);

    IF v_error IS NOT NULL THEN
        RETURN statuses_gateway._refuse(422, v_error);
    END IF;

    INSERT INTO scheduled_statuses (account_id, scheduled_at, params)
    VALUES (p_account, v_post.at, v_post.params)
    RETURNING id INTO v_id;

    IF cardinality(v_post.media) > 0 THEN
        UPDATE media_attachments
        SET scheduled_status_id = v_id, updated_at = now() AT TIME ZONE 'utc'
        WHERE id = ANY (v_post.media);
    END IF;

    IF v_post.key IS NOT NULL THEN
        PERFORM statuses_gateway._redis(p_jobs, 'SETEX',
            'idempotency:status:' || p_account || ':' || v_post.key,
            v_post.valid::text, v_id::text);
    END IF;

    RETURN statuses_gateway._answer(200, NULL, v_id, true);
END
$$;


-- Publishes one that is due. Whoever locks the row does it; the row goes in
-- the transaction that makes the post, so that there is always one of the two.
-- p_post is as for create_status(), or NULL: what was scheduled can no longer
-- be a post, and is lost, as in Mastodon. changed tells whether this was it.
CREATE OR REPLACE FUNCTION statuses_gateway.publish_scheduled(
    p_id bigint, p_post json, p_jobs text, p_base text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_account bigint;
    v_result  statuses_gateway.result;
BEGIN
    SELECT c.account_id INTO v_account
    FROM scheduled_statuses c
    WHERE c.id = p_id AND c.scheduled_at <= now() AT TIME ZONE 'utc'
    FOR UPDATE SKIP LOCKED;

    IF NOT FOUND THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    UPDATE media_attachments
    SET scheduled_status_id = NULL
    WHERE scheduled_status_id = p_id;

    DELETE FROM scheduled_statuses WHERE id = p_id;

    IF p_post IS NULL THEN
        RETURN statuses_gateway._answer(422, NULL, NULL, true);
    END IF;

    v_result := statuses_gateway.create_status(v_account, p_post, p_jobs,
        p_base);
    v_result.changed := true;

    RETURN v_result;
END
$$;
