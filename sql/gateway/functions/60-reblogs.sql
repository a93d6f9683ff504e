-- Boosts (spec/writes.md 1.3, 4.5, 4.6). Arguments as in 50-interactions.sql.


-- One at a time boosts a status or takes that back for an account, until the
-- transaction ends: no unique index forbids a second boost, and whoever finds
-- one is to show it afterwards. The original is locked before.
CREATE OR REPLACE FUNCTION statuses_gateway._lock_boost(
    p_account bigint, p_original bigint
) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    SELECT pg_advisory_xact_lock(1919050342,
        hashint8extended(p_account, p_original)::bit(32)::integer);
$$;


-- p_visibility is the client's word, NULL if it sent none.
CREATE OR REPLACE FUNCTION statuses_gateway.reblog(
    p_account bigint, p_status bigint, p_visibility text, p_jobs text,
    p_base text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target       statuses_gateway.target;
    v_id           bigint;
    v_conversation bigint;
    v_visibility   integer;
    v_now          timestamp := now() AT TIME ZONE 'utc';
BEGIN
    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.reblog_of_id IS NOT NULL THEN
        v_target := statuses_gateway._find(p_account, v_target.reblog_of_id);

        IF v_target.id IS NULL THEN
            RETURN statuses_gateway._refuse(403);
        END IF;
    END IF;

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF v_target.visibility IN (3, 4) OR v_target.blocked
        OR (v_target.visibility = 2 AND v_target.account_id <> p_account)
    THEN
        RETURN statuses_gateway._refuse(403);
    END IF;

    PERFORM statuses_gateway._lock_boost(p_account, v_target.id);

    SELECT s.id INTO v_id
    FROM statuses s
    WHERE s.reblog_of_id = v_target.id AND s.account_id = p_account
        AND s.deleted_at IS NULL
    ORDER BY s.id DESC
    LIMIT 1;

    IF FOUND THEN
        RETURN statuses_gateway._answer(200, NULL, v_id, false);
    END IF;

    IF v_target.visibility NOT IN (0, 1) OR p_visibility = '' THEN
        v_visibility := v_target.visibility;

    ELSE
        v_visibility := CASE coalesce(p_visibility,
                statuses_gateway._setting(p_account, 'default_privacy'),
                (SELECT CASE WHEN locked THEN 'private' ELSE 'public' END
                FROM accounts WHERE id = p_account))
            WHEN 'public' THEN 0
            WHEN 'unlisted' THEN 1
            WHEN 'private' THEN 2
            WHEN 'direct' THEN 3
            WHEN 'limited' THEN 4
        END;
    END IF;

    IF v_visibility IS NULL THEN
        RETURN statuses_gateway._refuse(422,
            'Validation failed: Visibility is not included in the list');
    END IF;

    IF v_visibility IN (3, 4) THEN
        RETURN statuses_gateway._refuse(422,
            'Validation failed: Visibility is reserved');
    END IF;

    -- a boost that was taken back and still waits for its worker
    PERFORM
    FROM statuses s
    WHERE s.reblog_of_id = v_target.id AND s.account_id = p_account;

    IF FOUND THEN
        RETURN statuses_gateway._refuse(422,
            'Validation failed: Reblog of post already exists');
    END IF;

    v_id := timestamp_id('statuses');

    INSERT INTO conversations (created_at, updated_at)
    VALUES (v_now, v_now)
    RETURNING id INTO v_conversation;

    INSERT INTO statuses (id, account_id, reblog_of_id, visibility, text,
        spoiler_text, sensitive, reply, local, quote_approval_policy,
        conversation_id, uri, created_at, updated_at)
    VALUES (v_id, p_account, v_target.id, v_visibility, '', '', false, false,
        true, 0, v_conversation,
        statuses_gateway._actor(p_account, p_base) || '/statuses/' || v_id
            || '/activity', v_now, v_now);

    UPDATE conversations
    SET parent_status_id = v_id, parent_account_id = p_account,
        updated_at = v_now
    WHERE id = v_conversation;

    PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
        json_build_array('status.created', 'Status', v_id));

    PERFORM statuses_gateway._count_reblogs(v_target.id, 1);
    PERFORM statuses_gateway._count_statuses(p_account, 1, v_now);

    IF v_visibility IN (0, 1) THEN
        PERFORM statuses_gateway._activity(p_jobs, 'statuses:local');
    END IF;

    PERFORM statuses_gateway._trend(p_jobs, v_target.id);

    IF v_target.local AND p_jobs <> 'sidekiq' THEN
        PERFORM statuses_gateway._notify(v_target.account_id, p_account,
            'reblog', 'Status', v_id, v_target.id);
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'DistributionWorker',
        json_build_array(v_id));
    PERFORM statuses_gateway._job(p_jobs, 'ActivityPub::DistributionWorker',
        json_build_array(v_id));

    IF v_target.local THEN
        PERFORM statuses_gateway._job(p_jobs, 'LocalNotificationWorker',
            json_build_array(v_target.account_id, v_id, 'Status', 'reblog'));
    END IF;

    PERFORM statuses_gateway._activity(p_jobs, 'interactions');

    RETURN statuses_gateway._answer(200, NULL, v_id, true);
END
$$;


-- Only the account's boost of exactly this status. The answer's id is that of
-- the original.
CREATE OR REPLACE FUNCTION statuses_gateway.unreblog(
    p_account bigint, p_status bigint, p_jobs text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target statuses_gateway.target;
    v_id     bigint;
    v_now    timestamp := now() AT TIME ZONE 'utc';
BEGIN
    v_target := statuses_gateway._keep(p_status);

    IF v_target.id IS NOT NULL THEN
        PERFORM statuses_gateway._lock_boost(p_account, p_status);

        SELECT s.id INTO v_id
        FROM statuses s
        WHERE s.reblog_of_id = p_status AND s.account_id = p_account
            AND s.deleted_at IS NULL
        ORDER BY s.id DESC
        LIMIT 1
        FOR UPDATE;
    END IF;

    IF v_id IS NULL THEN
        v_target := statuses_gateway._find(p_account, p_status);

        IF v_target.id IS NULL THEN
            RETURN statuses_gateway._refuse(404);
        END IF;

        RETURN statuses_gateway._answer(200, NULL, p_status, false);
    END IF;

    IF p_jobs = 'sidekiq' THEN
        UPDATE statuses
        SET deleted_at = v_now, updated_at = v_now
        WHERE id = v_id;

    ELSE
        PERFORM statuses_gateway._remove_reblog(v_id);
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
        json_build_array('status.updated', 'Status', v_id));
    PERFORM statuses_gateway._job(p_jobs, 'RemovalWorker',
        json_build_array(v_id));

    RETURN statuses_gateway._answer(200, NULL, p_status, true);
END
$$;


-- What RemovalWorker does to the rows of a boost (spec/writes.md 4.4).
CREATE OR REPLACE FUNCTION statuses_gateway._remove_reblog(
    p_id bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_account    bigint;
    v_original   bigint;
    v_created_at timestamp;
BEGIN
    DELETE FROM statuses
    WHERE id = p_id
    RETURNING account_id, reblog_of_id, created_at
    INTO v_account, v_original, v_created_at;

    IF NOT FOUND THEN
        RETURN;
    END IF;

    PERFORM statuses_gateway._count_reblogs(v_original, -1);
    PERFORM statuses_gateway._count_statuses(v_account, -1, v_created_at);

    DELETE FROM notifications
    WHERE id = (
        SELECT min(id) FROM notifications
        WHERE activity_id = p_id AND activity_type = 'Status');
END
$$;
