-- Favourites, bookmarks, mutes of conversations, pins (spec/writes.md 2, 4).
--
-- Arguments of all: the account that acts, the status as the client named
-- it; p_jobs as _job() has it. With "sidekiq" what Mastodon's workers do is
-- left to them; else it is done here.


-- The answer, and what the show statement of the same transaction reads.
CREATE OR REPLACE FUNCTION statuses_gateway._answer(
    p_code integer, p_error text, p_status bigint, p_changed boolean
) RETURNS statuses_gateway.result
LANGUAGE sql VOLATILE
AS $$
    SELECT ROW(p_code, p_error,
        nullif(set_config('statuses_gateway.id', coalesce(p_status::text, ''),
            true), '')::bigint,
        p_changed)::statuses_gateway.result
$$;


-- Known but not to be acted on, or as if it did not exist.
CREATE OR REPLACE FUNCTION statuses_gateway._refuse(
    p_code integer, p_error text DEFAULT NULL
) RETURNS statuses_gateway.result
LANGUAGE sql VOLATILE
AS $$
    SELECT statuses_gateway._answer(p_code, p_error, NULL, false)
$$;


CREATE OR REPLACE FUNCTION statuses_gateway.favourite(
    p_account bigint, p_status bigint, p_jobs text, p_base text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_given  statuses_gateway.target;
    v_target statuses_gateway.target;
    v_id     bigint;
    v_actor  text;
    v_inbox  text;
BEGIN
    v_given := statuses_gateway._find(p_account, p_status);

    IF v_given.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF v_given.blocked THEN
        RETURN statuses_gateway._refuse(403);
    END IF;

    v_target := v_given;

    IF v_given.reblog_of_id IS NOT NULL THEN
        v_target := statuses_gateway._keep(v_given.reblog_of_id);

        IF v_target.id IS NULL THEN
            RETURN statuses_gateway._refuse(404);
        END IF;
    END IF;

    INSERT INTO favourites (account_id, status_id, created_at, updated_at)
    SELECT p_account, v_target.id, now() AT TIME ZONE 'utc',
        now() AT TIME ZONE 'utc'
    WHERE NOT EXISTS (
        SELECT FROM favourites
        WHERE account_id = p_account AND status_id = v_target.id)
    ON CONFLICT (account_id, status_id) DO NOTHING
    RETURNING id INTO v_id;

    IF v_id IS NULL THEN
        IF v_target.id <> v_given.id THEN
            RETURN statuses_gateway._refuse(422,
                'Validation failed: Status has already been taken');
        END IF;

        RETURN statuses_gateway._answer(200, NULL, v_given.id, false);
    END IF;

    PERFORM statuses_gateway._count_favourites(v_target.id, 1);
    PERFORM statuses_gateway._trend(p_jobs, v_target.id);

    IF v_target.local THEN
        IF p_jobs <> 'sidekiq' THEN
            PERFORM statuses_gateway._notify(v_target.account_id, p_account,
                'favourite', 'Favourite', v_id, v_target.id);
        END IF;

        PERFORM statuses_gateway._job(p_jobs, 'LocalNotificationWorker',
            json_build_array(v_target.account_id, v_id, 'Favourite',
                'favourite'));

    ELSE
        SELECT inbox_url INTO v_inbox
        FROM accounts
        WHERE id = v_target.account_id AND protocol = 1;

        IF FOUND THEN
            v_actor := statuses_gateway._actor(p_account, p_base);

            PERFORM statuses_gateway._job(p_jobs,
                'ActivityPub::DeliveryWorker', json_build_array(
                    '{"@context":"https://www.w3.org/ns/activitystreams"'
                    || ',"id":' || to_json(v_actor || '#likes/' || v_id)
                    || ',"type":"Like","actor":' || to_json(v_actor)
                    || ',"object":'
                    || coalesce(to_json(v_target.uri)::text, 'null') || '}',
                    p_account, v_inbox));
        END IF;
    END IF;

    PERFORM statuses_gateway._activity(p_jobs, 'interactions');

    RETURN statuses_gateway._answer(200, NULL, v_given.id, true);
END
$$;


-- The favourite goes even if the status can no longer be seen.
CREATE OR REPLACE FUNCTION statuses_gateway.unfavourite(
    p_account bigint, p_status bigint, p_jobs text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
    v_id     bigint;
BEGIN
    v_target := statuses_gateway._keep(p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF p_jobs = 'sidekiq' THEN
        SELECT id INTO v_id
        FROM favourites
        WHERE account_id = p_account AND status_id = p_status;

    ELSE
        DELETE FROM favourites
        WHERE account_id = p_account AND status_id = p_status
        RETURNING id INTO v_id;

        IF v_id IS NOT NULL THEN
            PERFORM statuses_gateway._count_favourites(p_status, -1);

            DELETE FROM notifications
            WHERE activity_id = v_id AND activity_type = 'Favourite';
        END IF;
    END IF;

    IF v_id IS NOT NULL THEN
        PERFORM statuses_gateway._job(p_jobs, 'UnfavouriteWorker',
            json_build_array(p_account, p_status));

        RETURN statuses_gateway._answer(200, NULL, p_status, true);
    END IF;

    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    RETURN statuses_gateway._answer(200, NULL, p_status, false);
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway.bookmark(
    p_account bigint, p_status bigint
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_given  statuses_gateway.target;
    v_target statuses_gateway.target;
BEGIN
    v_given := statuses_gateway._find(p_account, p_status);
    v_target := v_given;

    IF v_given.reblog_of_id IS NOT NULL THEN
        v_target := statuses_gateway._keep(v_given.reblog_of_id);
    END IF;

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
    SELECT p_account, v_target.id, now() AT TIME ZONE 'utc',
        now() AT TIME ZONE 'utc'
    WHERE NOT EXISTS (
        SELECT FROM bookmarks
        WHERE account_id = p_account AND status_id = v_target.id)
    ON CONFLICT (account_id, status_id) DO NOTHING;

    IF NOT FOUND AND v_target.id <> v_given.id THEN
        RETURN statuses_gateway._refuse(422,
            'Validation failed: Status has already been taken');
    END IF;

    RETURN statuses_gateway._answer(200, NULL, v_given.id, FOUND);
END
$$;


-- The bookmark goes even if the status can no longer be seen.
CREATE OR REPLACE FUNCTION statuses_gateway.unbookmark(
    p_account bigint, p_status bigint, p_jobs text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
BEGIN
    v_target := statuses_gateway._keep(p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    DELETE FROM bookmarks
    WHERE account_id = p_account AND status_id = p_status;

    IF FOUND THEN
        IF v_target.account_id = p_account THEN
            PERFORM statuses_gateway._cleanup(p_jobs, p_account, p_status,
                'keep_self_bookmark');
        END IF;

        RETURN statuses_gateway._answer(200, NULL, p_status, true);
    END IF;

    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    RETURN statuses_gateway._answer(200, NULL, p_status, false);
END
$$;


-- The conversation of the very status that was named, a boost's being its own.
CREATE OR REPLACE FUNCTION statuses_gateway.mute(
    p_account bigint, p_status bigint
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
BEGIN
    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF v_target.conversation_id IS NULL THEN
        RETURN statuses_gateway._refuse(422, 'Mastodon::ValidationError');
    END IF;

    INSERT INTO conversation_mutes (account_id, conversation_id)
    SELECT p_account, v_target.conversation_id
    WHERE NOT EXISTS (
        SELECT FROM conversation_mutes
        WHERE account_id = p_account
            AND conversation_id = v_target.conversation_id)
    ON CONFLICT (account_id, conversation_id) DO NOTHING;

    RETURN statuses_gateway._answer(200, NULL, p_status, FOUND);
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway.unmute(
    p_account bigint, p_status bigint
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
BEGIN
    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF v_target.conversation_id IS NULL THEN
        RETURN statuses_gateway._refuse(422, 'Mastodon::ValidationError');
    END IF;

    DELETE FROM conversation_mutes
    WHERE account_id = p_account
        AND conversation_id = v_target.conversation_id;

    RETURN statuses_gateway._answer(200, NULL, p_status, FOUND);
END
$$;


-- The activity that adds a status to the profile, or removes it.
CREATE OR REPLACE FUNCTION statuses_gateway._pin_job(
    p_jobs text, p_type text, p_account bigint, p_uri text, p_base text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_actor text := statuses_gateway._actor(p_account, p_base);
BEGIN
    PERFORM statuses_gateway._job(p_jobs,
        'ActivityPub::RawDistributionWorker', json_build_array(
            '{"@context":"https://www.w3.org/ns/activitystreams"'
            || ',"type":' || to_json(p_type)
            || ',"actor":' || to_json(v_actor)
            || ',"target":' || to_json(v_actor || '/collections/featured')
            || ',"object":' || coalesce(to_json(p_uri)::text, 'null') || '}',
            p_account));
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway.pin(
    p_account bigint, p_status bigint, p_jobs text, p_base text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
    v_errors text;
BEGIN
    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    -- two at once must not both find room for the fifth
    PERFORM pg_advisory_xact_lock(1885957733, hashint8(p_account));

    v_errors := concat_ws(', ',
        CASE WHEN v_target.reblog_of_id IS NOT NULL
            THEN 'A boost cannot be pinned' END,
        CASE WHEN v_target.account_id <> p_account
            THEN 'Someone else''s post cannot be pinned' END,
        CASE WHEN v_target.visibility = 3
            THEN 'Posts that are only visible to mentioned users cannot be'
                || ' pinned' END,
        CASE WHEN (SELECT count(*) FROM status_pins
                WHERE account_id = p_account) >= 5
            THEN 'You have already pinned the maximum number of posts' END);

    IF v_errors <> '' THEN
        RETURN statuses_gateway._refuse(422,
            'Validation failed: ' || v_errors);
    END IF;

    INSERT INTO status_pins (account_id, status_id, created_at, updated_at)
    VALUES (p_account, p_status, now() AT TIME ZONE 'utc',
        now() AT TIME ZONE 'utc')
    ON CONFLICT (account_id, status_id) DO NOTHING;

    IF NOT FOUND THEN
        RETURN statuses_gateway._refuse(422, 'Duplicate record');
    END IF;

    PERFORM statuses_gateway._pin_job(p_jobs, 'Add', p_account, v_target.uri,
        p_base);

    RETURN statuses_gateway._answer(200, NULL, p_status, true);
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway.unpin(
    p_account bigint, p_status bigint, p_jobs text, p_base text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
BEGIN
    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    DELETE FROM status_pins
    WHERE account_id = p_account AND status_id = p_status;

    IF NOT FOUND THEN
        RETURN statuses_gateway._answer(200, NULL, p_status, false);
    END IF;

    IF v_target.account_id = p_account THEN
        PERFORM statuses_gateway._cleanup(p_jobs, p_account, p_status,
            'keep_pinned');
    END IF;

    PERFORM statuses_gateway._pin_job(p_jobs, 'Remove', p_account,
        v_target.uri, p_base);

    RETURN statuses_gateway._answer(200, NULL, p_status, true);
END
$$;


-- Who may quote from now on; p_policy is the client's word, if any.
CREATE OR REPLACE FUNCTION statuses_gateway.interaction_policy(
    p_account bigint, p_status bigint, p_policy text, p_jobs text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
    v_policy text := nullif(btrim(p_policy, E' \t\n\v\f\r'), '');
    v_bits   integer;
    v_now    timestamp := now() AT TIME ZONE 'utc';
    v_change boolean;
BEGIN
    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF v_target.account_id <> p_account THEN
        RETURN statuses_gateway._refuse(403);
    END IF;

    IF v_policy IS NULL THEN
        v_policy := coalesce(statuses_gateway._setting(p_account,
            'default_quote_policy'), 'public');
    END IF;

    v_bits := CASE v_policy
        WHEN 'public' THEN 131072
        WHEN 'followers' THEN 262144
        WHEN 'nobody' THEN 0
    END;

    IF v_bits IS NULL THEN
        RETURN statuses_gateway._refuse(422, 'Record invalid');
    END IF;

    IF v_target.visibility NOT IN (0, 1) THEN
        v_bits := 0;
    END IF;

    UPDATE statuses
    SET quote_approval_policy = v_bits, updated_at = v_now
    WHERE id = p_status AND quote_approval_policy <> v_bits;
    v_change := FOUND;

    PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
        json_build_array('status.updated', 'Status', p_status));

    IF v_change THEN
        PERFORM statuses_gateway._job(p_jobs, 'DistributionWorker',
            json_build_array(p_status,
                '{"update":true,"skip_notifications":true}'::json));
        PERFORM statuses_gateway._job(p_jobs,
            'ActivityPub::StatusUpdateDistributionWorker',
            json_build_array(p_status, ('{"updated_at":"' || to_char(v_now,
                'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"}')::json));
    END IF;

    RETURN statuses_gateway._answer(200, NULL, p_status, v_change);
END
$$;
