-- Who hears of a post: what Mastodon's DistributionWorker and the workers that
-- it calls do to the rows (spec/writes.md 9, 10).


-- Two posts of a conversation may reach its members in another order, so one
-- waits for the other before anything is written for them.
CREATE OR REPLACE FUNCTION statuses_gateway._lock_conversation(
    p_conversation bigint
) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT pg_advisory_xact_lock(1668247155, hashint8(p_conversation))
$$;


-- A private post in the list of an account's conversations, unless it is in
-- it. Who wrote it has read it.
CREATE OR REPLACE FUNCTION statuses_gateway._converse(
    p_account bigint, p_status bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO account_conversations AS c (account_id, conversation_id,
        participant_account_ids, status_ids, last_status_id, unread)
    SELECT p_account, s.conversation_id, coalesce((
            SELECT array_agg(DISTINCT o.id ORDER BY o.id)
            FROM (
                SELECT s.account_id
                UNION ALL
                SELECT m.account_id
                FROM mentions m
                WHERE m.status_id = s.id AND NOT m.silent) o (id)
            WHERE o.id <> p_account), '{}'),
        ARRAY[s.id], s.id, s.account_id <> p_account
    FROM statuses s
    WHERE s.id = p_status AND s.conversation_id IS NOT NULL
    ON CONFLICT (account_id, conversation_id, participant_account_ids)
    DO UPDATE
    SET status_ids = (
            SELECT array_agg(i.id ORDER BY i.id)
            FROM unnest(c.status_ids || excluded.last_status_id) i (id)),
        last_status_id = greatest(c.last_status_id, excluded.last_status_id),
        unread = excluded.unread,
        lock_version = c.lock_version + 1
    WHERE NOT c.status_ids @> excluded.status_ids;
END
$$;


-- Tells everybody of a post that was made (p_update false) or edited: to be
-- called at the end of create and edit, when mentions and quote are there, and
-- only where no Sidekiq will do it:
--
--   IF p_jobs <> 'sidekiq' THEN
--       PERFORM statuses_gateway._distribute(v_id, false);
--   END IF;
--
-- In order: the author of the post that it quotes, if the quote is accepted;
-- who is mentioned, but not silently; of an edit, who has boosted it, and who
-- quotes it; of a new one, followers who asked to be told. Only local ones. A
-- private post comes into the list of conversations. Of an edit that nobody is
-- to be told of (interaction_policy) it is not called.
CREATE OR REPLACE FUNCTION statuses_gateway._distribute(
    p_status bigint, p_update boolean
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_status  statuses;
    v_account bigint;
    v_id      bigint;
BEGIN
    SELECT * INTO v_status
    FROM statuses
    WHERE id = p_status AND deleted_at IS NULL AND reblog_of_id IS NULL;

    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF v_status.visibility = 3 THEN
        PERFORM statuses_gateway._lock_conversation(
            v_status.conversation_id);
    END IF;

    FOR v_account, v_id IN
        SELECT q.quoted_account_id, q.id
        FROM quotes q JOIN accounts a ON a.id = q.quoted_account_id
        WHERE q.status_id = p_status AND q.state = 1 AND a.domain IS NULL
    LOOP
        PERFORM statuses_gateway._notify(v_account, v_status.account_id,
            'quote', 'Quote', v_id, p_status);
    END LOOP;

    FOR v_account, v_id IN
        SELECT m.account_id, m.id
        FROM mentions m JOIN accounts a ON a.id = m.account_id
        WHERE m.status_id = p_status AND NOT m.silent AND a.domain IS NULL
        ORDER BY m.id
    LOOP
        PERFORM statuses_gateway._notify(v_account, v_status.account_id,
            'mention', 'Mention', v_id, p_status);
    END LOOP;

    IF p_update THEN
        PERFORM statuses_gateway._notify_edit(p_status, v_status.account_id);
    ELSE
        PERFORM statuses_gateway._notify_followers(v_status);
    END IF;

    IF v_status.visibility = 3 THEN
        PERFORM statuses_gateway._converse(v_status.account_id, p_status);
    END IF;
END
$$;


-- Who has boosted a post, and who quotes it with its author's consent.
CREATE OR REPLACE FUNCTION statuses_gateway._notify_edit(
    p_status bigint, p_author bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_account bigint;
    v_id      bigint;
BEGIN
    FOR v_account IN
        SELECT DISTINCT s.account_id
        FROM statuses s JOIN accounts a ON a.id = s.account_id
        WHERE s.reblog_of_id = p_status AND s.deleted_at IS NULL
            AND a.domain IS NULL
        ORDER BY s.account_id
    LOOP
        PERFORM statuses_gateway._notify(v_account, p_author, 'update',
            'Status', p_status, p_status);
    END LOOP;

    FOR v_account, v_id IN
        SELECT q.account_id, q.status_id
        FROM quotes q
        JOIN accounts a ON a.id = q.account_id
        JOIN statuses s ON s.id = q.status_id AND s.deleted_at IS NULL
        WHERE q.quoted_status_id = p_status AND q.state = 1
            AND a.domain IS NULL
        ORDER BY q.id
    LOOP
        PERFORM statuses_gateway._notify(v_account, p_author,
            'quoted_update', 'Status', v_id, v_id);
    END LOOP;
END
$$;


-- Followers who asked to be told of each post, were here within a week, and
-- would have it in their home feed; lists and hidden boosts do not matter. Not
-- of replies to others; of private mentions only who is mentioned.
CREATE OR REPLACE FUNCTION statuses_gateway._notify_followers(
    p_status statuses
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_account bigint;
    v_author  bigint := p_status.account_id;
BEGIN
    IF p_status.reply AND (p_status.in_reply_to_id IS NULL
        OR p_status.in_reply_to_account_id IS DISTINCT FROM v_author)
    THEN
        RETURN;
    END IF;

    FOR v_account IN
        SELECT f.account_id
        FROM follows f
        JOIN accounts a ON a.id = f.account_id AND a.domain IS NULL
        JOIN users u ON u.account_id = f.account_id
        WHERE f.target_account_id = v_author AND f.notify
            AND u.current_sign_in_at
                >= (now() AT TIME ZONE 'utc') - interval '7 days'
            AND (p_status.visibility IN (0, 1, 2) OR EXISTS (
                SELECT FROM mentions m
                WHERE m.status_id = p_status.id AND NOT m.silent
                    AND m.account_id = f.account_id))
            AND (coalesce(cardinality(f.languages), 0) = 0
                OR p_status.language IS NULL
                OR p_status.language = ANY (f.languages))
            AND NOT EXISTS (
                SELECT FROM blocks b
                WHERE b.account_id = v_author
                    AND b.target_account_id = f.account_id)
            AND NOT EXISTS (
                SELECT
                FROM (
                    SELECT v_author
                    UNION ALL
                    SELECT m.account_id
                    FROM mentions m
                    WHERE m.status_id = p_status.id
                        AND NOT m.silent) o (id)
                WHERE EXISTS (
                        SELECT FROM blocks b
                        WHERE b.account_id = f.account_id
                            AND b.target_account_id = o.id)
                    OR EXISTS (
                        SELECT FROM mutes m
                        WHERE m.account_id = f.account_id
                            AND m.target_account_id = o.id))
        ORDER BY f.id
    LOOP
        PERFORM statuses_gateway._notify(v_account, v_author, 'status',
            'Status', p_status.id, p_status.id);
    END LOOP;
END
$$;


-- Tells a local author of a poll, and the local accounts that have voted, that
-- it has ended; nothing if it has not, is gone, or they know already. For
-- whoever watches the time, not with "sidekiq".
CREATE OR REPLACE FUNCTION statuses_gateway.notify_poll(
    p_poll bigint, p_jobs text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_author  bigint;
    v_status  bigint;
    v_local   boolean;
    v_account bigint;
BEGIN
    SELECT s.account_id, s.id, a.domain IS NULL
    INTO v_author, v_status, v_local
    FROM polls p
    JOIN statuses s ON s.id = p.status_id AND s.deleted_at IS NULL
    JOIN accounts a ON a.id = s.account_id
    WHERE p.id = p_poll AND p.expires_at <= now() AT TIME ZONE 'utc';

    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF v_local THEN
        PERFORM statuses_gateway._job(p_jobs,
            'ActivityPub::DistributePollUpdateWorker',
            json_build_array(v_status));
        PERFORM statuses_gateway._notify(v_author, v_author, 'poll', 'Poll',
            p_poll, v_status);
    END IF;

    FOR v_account IN
        SELECT DISTINCT v.account_id
        FROM poll_votes v JOIN accounts a ON a.id = v.account_id
        WHERE v.poll_id = p_poll AND a.domain IS NULL
        ORDER BY v.account_id
    LOOP
        PERFORM statuses_gateway._notify(v_account, v_author, 'poll', 'Poll',
            p_poll, v_status);
    END LOOP;
END
$$;
