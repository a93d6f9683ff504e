-- Notifications (spec/writes.md 9): who is told of what, and who is not.
--
-- Whatever writes calls one of these, unless it runs with "sidekiq", where
-- Mastodon's workers do it:
--
--   _notify()          one recipient, one event: favourite, reblog, and all that
--                      the others are made of
--   _distribute()      everybody who is to hear of a new or an edited post:
--                      32-distribute.sql
--   notify_poll()      those who took part in a poll that has ended: likewise
--   _unnotify()        takes notifications back


-- Drop (2), filter (1) or accept (0): the strictest of what the recipient's
-- policies say of a sender. p_private: a private mention that answers nothing;
-- p_silenced: the sender counts as limited, whatever his row says.
CREATE OR REPLACE FUNCTION statuses_gateway._policy(
    p_recipient bigint, p_sender bigint, p_private boolean, p_silenced boolean
) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN (
        SELECT greatest(
            CASE WHEN NOT f.followed
                    AND (a.silenced_at IS NOT NULL OR p_silenced)
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
        WHERE a.id = p_sender);
END
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
    v_hour bigint := floor(extract(epoch FROM now()) / 3600);
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


-- Staff whom a user cannot keep from mentioning him: a local account whose
-- highlighted role stands above the recipient's and may moderate.
CREATE OR REPLACE FUNCTION statuses_gateway._outranks(
    p_sender bigint, p_recipient bigint
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN (
        -- bits 2 to 4, 5, 7 to 11, 18 and 19, or 0, the administrator's
        SELECT EXISTS (
            SELECT
            FROM users s
            JOIN accounts a ON a.id = s.account_id AND a.domain IS NULL
            JOIN user_roles h ON h.id = coalesce(s.role_id, -99)
            LEFT JOIN user_roles e ON e.id = -99
            WHERE s.account_id = p_sender AND h.highlighted
                AND ((h.permissions | CASE WHEN h.id = -99 THEN 0
                    ELSE coalesce(e.permissions, 0) END) & 790461) <> 0
                AND h.position > coalesce((
                    SELECT r.position
                    FROM users u JOIN user_roles r
                        ON r.id = coalesce(u.role_id, -99)
                    WHERE u.account_id = p_recipient), -1)));
END
$$;


-- Does a private mention answer the recipient? It does if the post that it
-- replies to, or one further up, is a private one of the recipient's that
-- mentions the sender. The walk ends at the first such post, and at once where
-- the post that was replied to mentions the sender, whoever wrote it.
CREATE OR REPLACE FUNCTION statuses_gateway._responds(
    p_status bigint, p_sender bigint, p_recipient bigint
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_id         bigint;
    v_next       bigint;
    v_author     bigint;
    v_visibility integer;
    v_mentioned  boolean;
BEGIN
    SELECT in_reply_to_id INTO v_id FROM statuses WHERE id = p_status;

    FOR v_level IN 0 .. 100 LOOP
        EXIT WHEN v_id IS NULL;

        SELECT s.in_reply_to_id, s.account_id, s.visibility, EXISTS (
            SELECT FROM mentions m
            WHERE m.status_id = s.id AND m.account_id = p_sender
                AND NOT m.silent)
        INTO v_next, v_author, v_visibility, v_mentioned
        FROM statuses s
        WHERE s.id = v_id;

        IF v_mentioned AND (v_level = 0 OR v_author = p_recipient) THEN
            RETURN v_author = p_recipient AND v_visibility = 3;
        END IF;

        v_id := v_next;
    END LOOP;

    RETURN false;
END
$$;


-- Does the recipient keep the sender's words from himself? p_target is the
-- post whose conversation he may have muted.
CREATE OR REPLACE FUNCTION statuses_gateway._shuns(
    p_recipient bigint, p_sender bigint, p_type text, p_target bigint
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM
    FROM blocks
    WHERE account_id = p_recipient AND target_account_id = p_sender;

    IF FOUND THEN
        RETURN true;
    END IF;

    PERFORM
    FROM mutes
    WHERE account_id = p_recipient AND target_account_id = p_sender
        AND hide_notifications;

    IF FOUND THEN
        RETURN true;
    END IF;

    PERFORM
    FROM accounts a JOIN account_domain_blocks d
        ON d.account_id = p_recipient AND d.domain = a.domain
    WHERE a.id = p_sender AND NOT EXISTS (
        SELECT FROM follows
        WHERE account_id = p_recipient AND target_account_id = p_sender);

    IF FOUND THEN
        RETURN true;
    END IF;

    PERFORM
    FROM statuses s JOIN conversation_mutes c
        ON c.conversation_id = s.conversation_id
    WHERE s.id = p_target AND c.account_id = p_recipient;

    IF FOUND OR p_type <> 'mention' THEN
        RETURN FOUND;
    END IF;

    -- a mention beside, or in reply to, somebody whom he shuns
    PERFORM
    FROM (
        SELECT m.account_id
        FROM mentions m
        WHERE m.status_id = p_target AND NOT m.silent
        UNION ALL
        SELECT s.in_reply_to_account_id
        FROM statuses s
        WHERE s.id = p_target) o (id)
    WHERE EXISTS (
            SELECT FROM blocks
            WHERE account_id = p_recipient AND target_account_id = o.id)
        OR EXISTS (
            SELECT FROM mutes
            WHERE account_id = p_recipient AND target_account_id = o.id
                AND hide_notifications);

    RETURN FOUND;
END
$$;


-- Tells an account of this server, if there is a user behind it who wants to
-- know.
--
--   p_type      favourite, reblog, mention, quote, status, update,
--               quoted_update, poll
--   p_class     of what has happened: Favourite, Status, Mention, Quote, Poll
--   p_activity  its id: the favourite, the boost, the mention, the quote, the
--               post, that of a quoted_update the one that quotes, the poll
--   p_target    the post in question: that was favourited or boosted; else the
--               one that mentions, quotes, was made or edited, has the poll
--   p_silenced  the sender counts as limited
--
-- A repeated call does nothing, but for the types of edits: there the older
-- row gives way.
CREATE OR REPLACE FUNCTION statuses_gateway._notify(
    p_recipient bigint, p_sender bigint, p_type text, p_class text,
    p_activity bigint, p_target bigint, p_silenced boolean DEFAULT false
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_policy  integer := 0;
    v_private boolean := false;
    v_now     timestamp := now() AT TIME ZONE 'utc';
BEGIN
    IF p_recipient = p_sender AND p_type <> 'poll' THEN
        RETURN;
    END IF;

    IF p_type IN ('update', 'quoted_update') THEN
        DELETE FROM notifications
        WHERE activity_id = p_activity AND activity_type = p_class
            AND account_id = p_recipient AND type = p_type;

    ELSE
        PERFORM
        FROM notifications
        WHERE activity_id = p_activity AND activity_type = p_class
            AND account_id = p_recipient AND type = p_type;

        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    PERFORM
    FROM accounts a JOIN users u ON u.account_id = a.id
    WHERE a.id = p_recipient
        AND a.requested_deletion_at IS NULL --@4.7+
        AND a.suspended_at IS NULL;

    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF p_type = 'mention' THEN
        SELECT visibility = 3 INTO v_private
        FROM statuses
        WHERE id = p_target;
    END IF;

    IF p_type <> 'mention'
        OR NOT statuses_gateway._outranks(p_sender, p_recipient)
    THEN
        IF statuses_gateway._shuns(p_recipient, p_sender, p_type, p_target)
        THEN
            RETURN;
        END IF;

        IF p_type IN ('favourite', 'reblog', 'mention', 'quote') THEN
            PERFORM
            FROM notification_permissions
            WHERE account_id = p_recipient AND from_account_id = p_sender;

            IF NOT FOUND THEN
                v_policy := statuses_gateway._policy(p_recipient, p_sender,
                    v_private AND NOT statuses_gateway._responds(p_target,
                        p_sender, p_recipient),
                    p_silenced);
            END IF;
        END IF;
    END IF;

    IF v_policy = 2 THEN
        RETURN;
    END IF;

    INSERT INTO notifications (account_id, from_account_id, type,
        activity_type, activity_id, filtered, group_key, created_at,
        updated_at)
    VALUES (p_recipient, p_sender, p_type, p_class, p_activity, v_policy = 1,
        CASE WHEN v_policy = 0 AND p_type IN ('favourite', 'reblog')
            THEN statuses_gateway._group_key(p_recipient, p_type, p_target)
        END, v_now, v_now);

    IF v_policy = 1 AND p_type IN ('mention', 'quote') THEN
        PERFORM statuses_gateway._request(p_recipient, p_sender, p_target);

    ELSIF v_policy = 0 AND v_private THEN
        PERFORM statuses_gateway._converse(p_recipient, p_target);
    END IF;
END
$$;


-- So many filtered mentions and quotes of a sender's; more are not told.
CREATE OR REPLACE FUNCTION statuses_gateway._count_filtered(
    p_recipient bigint, p_sender bigint
) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN (
        SELECT count(*)
        FROM (
            SELECT
            FROM notifications
            WHERE account_id = p_recipient AND from_account_id = p_sender
                AND type IN ('mention', 'quote') AND filtered
            LIMIT 100) first);
END
$$;


-- Nobody else changes the requests that concern this sender.
CREATE OR REPLACE FUNCTION statuses_gateway._lock_requests(
    p_sender bigint
) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT pg_advisory_xact_lock(1920102773, hashint8(p_sender))
$$;


-- The recipient is asked whether he wants to hear of the sender.
CREATE OR REPLACE FUNCTION statuses_gateway._request(
    p_recipient bigint, p_sender bigint, p_status bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    -- two posts of the sender's may mention the same in another order
    PERFORM statuses_gateway._lock_requests(p_sender);

    INSERT INTO notification_requests AS r (account_id, from_account_id,
        last_status_id, notifications_count, created_at, updated_at)
    VALUES (p_recipient, p_sender, p_status,
        statuses_gateway._count_filtered(p_recipient, p_sender),
        now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')
    ON CONFLICT (account_id, from_account_id) DO UPDATE
    SET last_status_id = excluded.last_status_id,
        notifications_count = excluded.notifications_count,
        updated_at = excluded.updated_at;
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
    v_pair  record;
    v_count bigint;
BEGIN
    IF cardinality(p_ids) = 0 THEN
        RETURN;
    END IF;

    FOR v_pair IN
        SELECT DISTINCT n.from_account_id AS id
        FROM notifications n JOIN notification_requests r
            ON r.account_id = n.account_id
            AND r.from_account_id = n.from_account_id
        WHERE n.id = ANY (p_ids)
        ORDER BY 1
    LOOP
        PERFORM statuses_gateway._lock_requests(v_pair.id);
    END LOOP;

    FOR v_pair IN
        WITH gone AS (
            DELETE FROM notifications
            WHERE id = ANY (p_ids)
            RETURNING account_id, from_account_id)
        SELECT DISTINCT r.account_id, r.from_account_id
        FROM gone g JOIN notification_requests r
            ON r.account_id = g.account_id
            AND r.from_account_id = g.from_account_id
        ORDER BY r.account_id, r.from_account_id
    LOOP
        v_count := statuses_gateway._count_filtered(v_pair.account_id,
            v_pair.from_account_id);

        DELETE FROM notification_requests
        WHERE account_id = v_pair.account_id
            AND from_account_id = v_pair.from_account_id AND v_count = 0;

        -- one whose last status is gone is not valid, and so is not saved
        UPDATE notification_requests
        SET notifications_count = v_count, updated_at = now() AT TIME ZONE 'utc'
        WHERE account_id = v_pair.account_id
            AND from_account_id = v_pair.from_account_id
            AND last_status_id IS NOT NULL
            AND notifications_count <> v_count;
    END LOOP;
END
$$;
