-- Deleting a status (spec/writes.md 4.4).


-- Locks what a deletion will touch, so that what is then shown is what goes:
-- what the status replies to, boosts and quotes stay until the end of the
-- transaction, and the status itself is nobody else's. In the order of ids,
-- and so before whatever replies to it, boosts or quotes it.
--
-- Leaves statuses_gateway.id, and statuses_gateway.quoted: the status that it
-- (or what it boosts) quotes, if the account may see that.
CREATE OR REPLACE FUNCTION statuses_gateway.hold_status(
    p_account bigint, p_status bigint
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_ids    bigint[];
    v_id     bigint;
    v_quoted bigint;
    v_seen   statuses_gateway.target;
BEGIN
    SELECT q.quoted_status_id, ARRAY(
        SELECT DISTINCT i
        FROM unnest(ARRAY[s.id, s.in_reply_to_id, s.reblog_of_id,
            q.quoted_status_id]) i
        WHERE i IS NOT NULL
        ORDER BY i)
    INTO v_quoted, v_ids
    FROM statuses s
    LEFT JOIN quotes q ON q.status_id = coalesce(s.reblog_of_id, s.id)
    WHERE s.id = p_status AND s.account_id = p_account
        AND s.deleted_at IS NULL;

    IF NOT FOUND THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    FOREACH v_id IN ARRAY v_ids LOOP
        IF v_id <> p_status THEN
            PERFORM FROM statuses WHERE id = v_id FOR KEY SHARE;
            CONTINUE;
        END IF;

        PERFORM
        FROM statuses
        WHERE id = p_status AND deleted_at IS NULL
        FOR UPDATE;

        IF NOT FOUND THEN
            RETURN statuses_gateway._refuse(404);
        END IF;
    END LOOP;

    IF v_quoted IS NOT NULL THEN
        v_seen := statuses_gateway._find(p_account, v_quoted);
    END IF;

    PERFORM set_config('statuses_gateway.quoted',
        coalesce(v_seen.id::text, ''), true);

    RETURN statuses_gateway._answer(200, NULL, p_status, false);
END
$$;


-- p_media: its files go, too; else they may be attached to another status.
-- The status and what belongs to it is gone, unless moderators are to look at
-- it: then it stays, out of sight. With "sidekiq" it is out of sight, and
-- RemovalWorker does the rest.
CREATE OR REPLACE FUNCTION statuses_gateway.delete_status(
    p_account bigint, p_status bigint, p_media boolean, p_jobs text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_held   statuses_gateway.result;
    v_pinned boolean;
    v_now    timestamp := now() AT TIME ZONE 'utc';
BEGIN
    v_held := statuses_gateway.hold_status(p_account, p_status);

    IF v_held.code <> 200 THEN
        RETURN v_held;
    END IF;

    v_pinned := EXISTS (SELECT FROM status_pins WHERE status_id = p_status);

    IF p_jobs = 'sidekiq' THEN
        UPDATE statuses
        SET deleted_at = v_now
        WHERE reblog_of_id = p_status AND deleted_at IS NULL;

        PERFORM statuses_gateway._hide_status(p_status);

    ELSE
        PERFORM statuses_gateway._remove_status(p_status, p_media);
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'TriggerWebhookWorker',
        json_build_array('status.updated', 'Status', p_status));

    IF v_pinned THEN
        PERFORM statuses_gateway._cleanup(p_jobs, p_account, p_status,
            'keep_pinned');
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'RemovalWorker',
        json_build_array(p_status,
            json_build_object('redraft', NOT coalesce(p_media, false))));

    RETURN statuses_gateway._answer(200, NULL, p_status, true);
END
$$;


-- Out of sight.
CREATE OR REPLACE FUNCTION statuses_gateway._hide_status(
    p_status bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    UPDATE statuses
    SET deleted_at = now() AT TIME ZONE 'utc',
        updated_at = now() AT TIME ZONE 'utc'
    WHERE id = p_status;

    INSERT INTO status_stats (status_id, created_at, updated_at)
    VALUES (p_status, now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')
    ON CONFLICT (status_id) DO NOTHING;

    DELETE FROM status_pins WHERE status_id = p_status;
END
$$;


-- What RemovalWorker leaves behind.
CREATE OR REPLACE FUNCTION statuses_gateway._remove_status(
    p_status bigint, p_media boolean
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_status        statuses%ROWTYPE;
    v_quote         quotes%ROWTYPE;
    v_kept          boolean;
    v_boosts        bigint[];
    v_notifications bigint[];
    v_count         record;
    v_now           timestamp := now() AT TIME ZONE 'utc';
BEGIN
    SELECT * INTO v_status FROM statuses WHERE id = p_status;

    SELECT * INTO v_quote
    FROM quotes
    WHERE status_id = p_status AND state = 1 AND NOT legacy;

    v_kept := EXISTS (
        SELECT FROM reports
        WHERE target_account_id = v_status.account_id
            AND action_taken_at IS NULL AND p_status = ANY (status_ids))
        OR EXISTS (
            SELECT FROM account_warnings
            WHERE target_account_id = v_status.account_id
                AND p_status::text = ANY (status_ids));

    v_boosts := ARRAY(
        SELECT id FROM statuses
        WHERE reblog_of_id = p_status AND deleted_at IS NULL);

    v_notifications := statuses_gateway._notified_of(p_status, v_boosts,
        v_kept);

    -- what it was counted as, in the order of ids
    FOR v_count IN
        SELECT c.id, sum(c.replies)::integer AS replies,
            sum(c.reblogs)::integer AS reblogs,
            sum(c.quotes)::integer AS quotes
        FROM (VALUES
            (CASE WHEN NOT v_kept AND v_status.visibility IN (0, 1)
                THEN v_status.in_reply_to_id END, 1, 0, 0),
            (CASE WHEN NOT v_kept THEN v_status.reblog_of_id END, 0, 1, 0),
            (CASE WHEN v_kept THEN p_status END, 0, cardinality(v_boosts), 0),
            (CASE WHEN NOT v_kept OR EXISTS (
                    SELECT FROM accounts
                    WHERE id = v_quote.quoted_account_id AND domain IS NULL)
                THEN v_quote.quoted_status_id END, 0, 0, 1))
            AS c (id, replies, reblogs, quotes)
        JOIN statuses s ON s.id = c.id
            AND (s.deleted_at IS NULL OR s.id = p_status)
        GROUP BY c.id
        ORDER BY c.id
    LOOP
        IF v_count.replies > 0 THEN
            PERFORM statuses_gateway._count_replies(v_count.id,
                -v_count.replies);
        END IF;

        IF v_count.reblogs > 0 THEN
            PERFORM statuses_gateway._count_reblogs(v_count.id,
                -v_count.reblogs);
        END IF;

        IF v_count.quotes > 0 THEN
            PERFORM statuses_gateway._count_quotes(v_count.id,
                -v_count.quotes);
        END IF;
    END LOOP;

    FOR v_count IN
        SELECT account_id AS id, count(*)::integer AS statuses
        FROM statuses
        WHERE id = ANY (v_boosts)
            OR (id = p_status AND visibility <> 3 AND NOT v_kept)
        GROUP BY account_id
        ORDER BY account_id
    LOOP
        PERFORM statuses_gateway._count_statuses(v_count.id,
            -v_count.statuses, v_now);
    END LOOP;

    PERFORM statuses_gateway._count_tags(v_status.account_id, p_status,
        v_status.created_at, ARRAY(
            SELECT tag_id FROM statuses_tags WHERE status_id = p_status), -1);

    IF v_status.visibility = 3 AND NOT v_kept THEN
        PERFORM statuses_gateway._leave_conversations(p_status);
    END IF;

    PERFORM statuses_gateway._unnotify(v_notifications);

    IF v_kept THEN
        DELETE FROM statuses WHERE id = ANY (v_boosts);

        UPDATE quotes
        SET state = 3, approval_uri = NULL, updated_at = v_now
        WHERE id = v_quote.id AND EXISTS (
            SELECT FROM accounts
            WHERE id = v_quote.quoted_account_id AND domain IS NULL);

        PERFORM statuses_gateway._hide_status(p_status);
        RETURN;
    END IF;

    IF p_media THEN
        DELETE FROM media_attachments WHERE status_id = p_status;
    END IF;

    DELETE FROM preview_cards_statuses WHERE status_id = p_status;

    -- foreign keys take along what belongs to it, and its boosts
    DELETE FROM statuses WHERE id = p_status;
END
$$;


-- The notifications that go with a status and with its boosts; of those that
-- name a status itself only the first one does, in Mastodon too.
CREATE OR REPLACE FUNCTION statuses_gateway._notified_of(
    p_status bigint, p_boosts bigint[], p_kept boolean
) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN (
        SELECT ARRAY(
            SELECT n.id
            FROM (
                SELECT 'Favourite' AS class, id FROM favourites
                WHERE status_id = p_status
                UNION ALL
                SELECT 'Mention', id FROM mentions
                WHERE status_id = p_status
                UNION ALL
                SELECT 'Poll', id FROM polls
                WHERE status_id = p_status
                UNION ALL
                SELECT 'Quote', id FROM quotes
                WHERE status_id = p_status) a
            JOIN notifications n
                ON n.activity_id = a.id AND n.activity_type = a.class
            WHERE NOT p_kept
            UNION ALL
            SELECT f.id
            FROM unnest(CASE WHEN p_kept THEN p_boosts
                ELSE p_boosts || p_status END) s
            CROSS JOIN LATERAL (
                SELECT min(n.id) AS id
                FROM notifications n
                WHERE n.activity_id = s AND n.activity_type = 'Status') f
            WHERE f.id IS NOT NULL));
END
$$;


-- A direct status leaves the inboxes of its author and of whom it mentions.
CREATE OR REPLACE FUNCTION statuses_gateway._leave_conversations(
    p_status bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_ids bigint[];
BEGIN
    PERFORM statuses_gateway._lock_conversation(conversation_id)
    FROM statuses
    WHERE id = p_status;

    v_ids := ARRAY(
        SELECT c.id
        FROM account_conversations c JOIN statuses s
            ON s.conversation_id = c.conversation_id
        WHERE s.id = p_status AND p_status = ANY (c.status_ids)
            AND c.account_id IN (
                SELECT s.account_id
                UNION ALL
                SELECT m.account_id FROM mentions m
                WHERE m.status_id = p_status));

    DELETE FROM account_conversations
    WHERE id = ANY (v_ids) AND array_remove(status_ids, p_status) = '{}';

    UPDATE account_conversations c
    SET status_ids = array_remove(c.status_ids, p_status),
        last_status_id = (
            SELECT max(i) FROM unnest(array_remove(c.status_ids, p_status)) i),
        lock_version = c.lock_version + 1
    WHERE c.id = ANY (v_ids);
END
$$;
