-- Notifications (spec/writes.md 9).


-- Drop (2), filter (1) or accept (0): the strictest of what the recipient's
-- policies say of a sender.
CREATE OR REPLACE FUNCTION statuses_gateway._policy(
    p_recipient bigint, p_sender bigint, p_private boolean
) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    SELECT greatest(
        CASE WHEN NOT f.followed AND a.silenced_at IS NOT NULL
            THEN coalesce(p.for_limited_accounts, 1) ELSE 0 END,
        CASE WHEN NOT f.followed
            THEN coalesce(p.for_not_following, 0) ELSE 0 END,
        CASE WHEN b.since IS NULL
                OR b.since > (now() AT TIME ZONE 'utc') - interval '3 days'
            THEN coalesce(p.for_not_followers, 0) ELSE 0 END,
        CASE WHEN NOT f.followed AND a.created_at
                > (now() AT TIME ZONE 'utc') - interval '30 days'
            THEN coalesce(p.for_new_accounts, 0) ELSE 0 END,
        CASE WHEN NOT f.followed AND p_private
            THEN coalesce(p.for_private_mentions, 1) ELSE 0 END,
        CASE WHEN NOT f.followed --@4.6+
                AND a.actor_type IN ('Application', 'Service') --@4.6+
            THEN coalesce(p.for_bots, 0) ELSE 0 END, --@4.6+
        0)
    FROM accounts a
    LEFT JOIN notification_policies p ON p.account_id = p_recipient
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM follows
            WHERE account_id = p_recipient
                AND target_account_id = p_sender) AS followed) f
    CROSS JOIN LATERAL (
        SELECT (
            SELECT created_at FROM follows
            WHERE account_id = p_sender
                AND target_account_id = p_recipient) AS since) b
    WHERE a.id = p_sender
$$;


-- The key under which clients group: type, status, and an hour, which is the
-- hour of the first of a group that has not slept for twelve.
CREATE OR REPLACE FUNCTION statuses_gateway._group_key(
    p_recipient bigint, p_type text, p_target bigint
) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_name text := p_type || '-' || p_target || '-';
    v_hour bigint := extract(epoch FROM now())::bigint / 3600;
    v_last text;
BEGIN
    -- the exact keys, since a prefix has no index in most collations
    SELECT n.group_key INTO v_last
    FROM generate_series(v_hour, v_hour - 11, -1) WITH ORDINALITY h (bucket, n)
    JOIN notifications n ON n.account_id = p_recipient
        AND n.group_key = v_name || h.bucket
    ORDER BY h.n
    LIMIT 1;

    RETURN coalesce(v_last, v_name || v_hour);
END
$$;


-- Tells an account of this server of a favourite, or of a boost of its post.
-- p_target is the post, p_activity the favourite or the boost.
CREATE OR REPLACE FUNCTION statuses_gateway._notify_interaction(
    p_recipient bigint, p_sender bigint, p_type text, p_class text,
    p_activity bigint, p_target bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_policy integer := 0;
BEGIN
    IF p_recipient = p_sender THEN
        RETURN;
    END IF;

    PERFORM
    FROM accounts a JOIN users u ON u.account_id = a.id
    JOIN accounts f ON f.id = p_sender
    WHERE a.id = p_recipient
        AND a.suspended_at IS NULL
        AND a.requested_deletion_at IS NULL --@4.7+
        AND NOT EXISTS (
            SELECT FROM notifications n
            WHERE n.activity_id = p_activity AND n.activity_type = p_class
                AND n.account_id = p_recipient AND n.type = p_type)
        AND NOT (f.domain IS NOT NULL AND EXISTS (
            SELECT FROM account_domain_blocks d
            WHERE d.account_id = p_recipient AND d.domain = f.domain)
            AND NOT EXISTS (
                SELECT FROM follows w
                WHERE w.account_id = p_recipient
                    AND w.target_account_id = p_sender))
        AND NOT EXISTS (
            SELECT FROM blocks b
            WHERE b.account_id = p_recipient
                AND b.target_account_id = p_sender)
        AND NOT EXISTS (
            SELECT FROM mutes m
            WHERE m.account_id = p_recipient
                AND m.target_account_id = p_sender AND m.hide_notifications)
        AND NOT EXISTS (
            SELECT FROM conversation_mutes c JOIN statuses s
                ON s.conversation_id = c.conversation_id
            WHERE s.id = p_target AND c.account_id = p_recipient);

    IF NOT FOUND THEN
        RETURN;
    END IF;

    PERFORM
    FROM notification_permissions
    WHERE account_id = p_recipient AND from_account_id = p_sender;

    IF NOT FOUND THEN
        v_policy := statuses_gateway._policy(p_recipient, p_sender, false);
    END IF;

    IF v_policy = 2 THEN
        RETURN;
    END IF;

    INSERT INTO notifications (account_id, from_account_id, type,
        activity_type, activity_id, filtered, group_key, created_at,
        updated_at)
    VALUES (p_recipient, p_sender, p_type, p_class, p_activity, v_policy = 1,
        CASE WHEN v_policy = 0 THEN statuses_gateway._group_key(p_recipient,
            p_type, p_target) END,
        now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc');
END
$$;


-- These notifications go. Who was asked whether to accept the sender's keeps
-- being asked as long as there is anything to accept (spec/writes.md 9).
CREATE OR REPLACE FUNCTION statuses_gateway._unnotify(
    p_ids bigint[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_pairs  record;
    v_count  bigint;
BEGIN
    FOR v_pairs IN
        WITH gone AS (
            DELETE FROM notifications
            WHERE id = ANY (p_ids)
            RETURNING account_id, from_account_id)
        SELECT DISTINCT account_id, from_account_id
        FROM gone
        ORDER BY account_id, from_account_id
    LOOP
        PERFORM
        FROM notification_requests
        WHERE account_id = v_pairs.account_id
            AND from_account_id = v_pairs.from_account_id
        FOR UPDATE;

        CONTINUE WHEN NOT FOUND;

        SELECT count(*) INTO v_count
        FROM (
            SELECT FROM notifications
            WHERE account_id = v_pairs.account_id
                AND from_account_id = v_pairs.from_account_id
                AND filtered AND type IN ('mention', 'quote')
            LIMIT 100) n;

        DELETE FROM notification_requests
        WHERE account_id = v_pairs.account_id
            AND from_account_id = v_pairs.from_account_id AND v_count = 0;

        -- one whose last status is gone is not valid, and so is not saved
        UPDATE notification_requests
        SET notifications_count = v_count, updated_at = now() AT TIME ZONE 'utc'
        WHERE account_id = v_pairs.account_id
            AND from_account_id = v_pairs.from_account_id
            AND last_status_id IS NOT NULL
            AND notifications_count <> v_count;
    END LOOP;
END
$$;
