-- Looking things up, before anything is written.
--
-- All write functions lock in this order, so that they cannot deadlock: the
-- statuses, a boost's original before the boost, and else by id; the row of
-- the interaction; status_stats, by status; account_stats, by account;
-- featured_tags; the conversation of a private post (_lock_conversation());
-- account_conversations; notifications; notification_requests, each sender's
-- (_lock_requests()); outbox.


-- The status that the account may see, or no row (spec/writes.md 8.2). It
-- stays until the end of the transaction: who deletes it waits, or it is gone.
CREATE OR REPLACE FUNCTION statuses_gateway._find(
    p_account bigint, p_status bigint
) RETURNS SETOF statuses_gateway.target
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1 SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM
    FROM statuses o
    WHERE o.id = (SELECT s.reblog_of_id FROM statuses s WHERE s.id = p_status)
    FOR KEY SHARE;

    RETURN QUERY
    SELECT s.id, s.account_id, s.visibility, s.reblog_of_id,
        s.conversation_id, a.domain IS NULL, EXISTS (
            SELECT FROM blocks b
            WHERE b.account_id = p_account
                AND b.target_account_id = s.account_id),
        s.uri::text
    FROM statuses s JOIN accounts a ON a.id = s.account_id
    WHERE s.id = p_status AND s.deleted_at IS NULL
        AND NOT (a.id <> -99 AND (a.suspended_at IS NOT NULL
            OR a.requested_deletion_at IS NOT NULL --@4.7+
        ))
        AND CASE
            WHEN s.visibility IN (0, 1) THEN NOT EXISTS (
                SELECT FROM blocks b
                WHERE b.account_id = s.account_id
                    AND b.target_account_id = p_account)
            WHEN s.account_id = p_account THEN true
            WHEN EXISTS (
                SELECT FROM mentions m
                WHERE m.account_id = p_account AND m.status_id = s.id)
                THEN true
            WHEN s.visibility = 2 THEN EXISTS (
                SELECT FROM follows f
                WHERE f.account_id = p_account
                    AND f.target_account_id = s.account_id)
            ELSE false
        END
    FOR KEY SHARE OF s;
END
$$;


-- The same without asking who may see it.
CREATE OR REPLACE FUNCTION statuses_gateway._keep(
    p_status bigint
) RETURNS SETOF statuses_gateway.target
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1 SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM
    FROM statuses o
    WHERE o.id = (SELECT s.reblog_of_id FROM statuses s WHERE s.id = p_status)
    FOR KEY SHARE;

    RETURN QUERY
    SELECT s.id, s.account_id, s.visibility, s.reblog_of_id,
        s.conversation_id, a.domain IS NULL, NULL::boolean, s.uri::text
    FROM statuses s JOIN accounts a ON a.id = s.account_id
    WHERE s.id = p_status AND s.deleted_at IS NULL
    FOR KEY SHARE OF s;
END
$$;


-- Where an account of this server lives; p_base is https:// and its web
-- domain (spec/writes.md 5.6).
CREATE OR REPLACE FUNCTION statuses_gateway._actor(
    p_account bigint, p_base text
) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN (
        SELECT CASE
            WHEN a.id_scheme = 1 THEN p_base || '/ap/users/' || a.id
            ELSE p_base || '/users/' || a.username
        END
        FROM accounts a
        WHERE a.id = p_account);
END
$$;


-- A user's setting, NULL if there is none or the settings are no object.
CREATE OR REPLACE FUNCTION statuses_gateway._setting(
    p_account bigint, p_name text
) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_settings text;
BEGIN
    SELECT u.settings INTO v_settings
    FROM users u
    WHERE u.account_id = p_account;

    RETURN nullif(v_settings::json ->> p_name, '');

EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;
