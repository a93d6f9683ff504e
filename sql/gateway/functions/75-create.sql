-- A new post (spec/writes.md 4.1). The module has rewritten its text and
-- found out what it refers to; here all is looked at once more that may have
-- changed meanwhile, and written.


-- May the account quote this status? (spec/writes.md 8.2) The id is that of
-- the status, or of the one it boosts; no row: it may not.
CREATE OR REPLACE FUNCTION statuses_gateway.quotable(
    p_account bigint, p_status bigint
) RETURNS TABLE (id bigint, account_id bigint, visibility integer,
    local boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN QUERY
    SELECT s.id, s.account_id, s.visibility, a.domain IS NULL
    FROM statuses g
    JOIN statuses s ON s.id = coalesce(g.reblog_of_id, g.id)
    JOIN accounts a ON a.id = s.account_id
    CROSS JOIN LATERAL (
        SELECT (s.quote_approval_policy >> 16)
            | (s.quote_approval_policy & 65535) AS bits) q
    WHERE g.id = p_status AND g.deleted_at IS NULL AND s.deleted_at IS NULL
        AND s.reblog_of_id IS NULL AND s.visibility <> 3
        AND NOT (a.id <> -99 AND (a.suspended_at IS NOT NULL
            OR a.requested_deletion_at IS NOT NULL --@4.7+
        ))
        AND (s.account_id = p_account OR (
            NOT EXISTS (
                SELECT FROM blocks b
                WHERE b.account_id = p_account
                    AND b.target_account_id = s.account_id)
            AND CASE
                WHEN s.visibility IN (0, 1) THEN NOT EXISTS (
                    SELECT FROM blocks b
                    WHERE b.account_id = s.account_id
                        AND b.target_account_id = p_account)
                ELSE EXISTS (
                    SELECT FROM mentions m
                    WHERE m.account_id = p_account AND m.status_id = s.id)
                    OR (s.visibility = 2 AND EXISTS (
                        SELECT FROM follows f
                        WHERE f.account_id = p_account
                            AND f.target_account_id = s.account_id))
            END
            -- unsupported, public; followers; following
            AND (q.bits & 3 <> 0
                OR (q.bits & 4 <> 0 AND EXISTS (
                    SELECT FROM follows f
                    WHERE f.account_id = p_account
                        AND f.target_account_id = s.account_id))
                OR (q.bits & 8 <> 0 AND EXISTS (
                    SELECT FROM follows f
                    WHERE f.account_id = s.account_id
                        AND f.target_account_id = p_account)))));
END
$$;


-- What a refusal names.
CREATE OR REPLACE FUNCTION statuses_gateway._no_media(
    p_account bigint, p_media bigint[]
) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN (
        SELECT 'Media ' || string_agg(w.id::text, ', ' ORDER BY w.n)
            || ' not found or already attached to another post'
        FROM unnest(p_media) WITH ORDINALITY w (id, n)
        WHERE NOT EXISTS (
            SELECT FROM media_attachments m
            WHERE m.id = w.id AND m.account_id = p_account
                AND m.status_id IS NULL));
END
$$;


-- Hashtags that the server's moderators do not want (spec/writes.md 2.3);
-- NULL if none of these is one.
CREATE OR REPLACE FUNCTION statuses_gateway._no_tags(
    p_names text[]
) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN (
        SELECT 'Validation failed: Text contained '
            || CASE WHEN count(*) = 1 THEN 'a disallowed hashtag: '
                ELSE 'the disallowed hashtags: ' END
            || string_agg(t.name, ', ' ORDER BY t.id)
        FROM tags t
        WHERE t.usable = false
            AND lower(t.name) = ANY (ARRAY(
                SELECT lower(n) FROM unnest(p_names) n))
        HAVING count(*) > 0);
END
$$;


-- Posts of the account in its window of three hours (spec/reads.md E4).
CREATE OR REPLACE FUNCTION statuses_gateway.posts(p_account bigint)
RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    SELECT coalesce((
        SELECT p.posts
        FROM statuses_gateway.posting p
        WHERE p.account_id = p_account
            AND p.time_window = extract(epoch FROM now())::bigint / 10800), 0)
$$;


-- One post more in the account's window of three hours, unless it has been
-- p_limit of them (spec/reads.md E4).
CREATE OR REPLACE FUNCTION statuses_gateway._count_posting(
    p_account bigint, p_limit integer
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_window bigint := extract(epoch FROM now())::bigint / 10800;
BEGIN
    IF p_limit IS NULL THEN
        RETURN true;
    END IF;

    INSERT INTO statuses_gateway.posting AS p (account_id, time_window, posts)
    VALUES (p_account, v_window, 1)
    ON CONFLICT (account_id) DO UPDATE
    SET posts = CASE WHEN p.time_window = v_window THEN p.posts + 1
            ELSE 1 END,
        time_window = v_window
    WHERE p.time_window <> v_window OR p.posts < p_limit;

    RETURN FOUND;
END
$$;


-- Links the status with its hashtags and returns their ids in the order of
-- the names; makes those that are new.
CREATE OR REPLACE FUNCTION statuses_gateway._tag(
    p_status bigint, p_names text[], p_display_names text[]
) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_tags bigint[] := '{}';
    v_tag  bigint;
    v_now  timestamp := now() AT TIME ZONE 'utc';
BEGIN
    FOR i IN 1 .. coalesce(cardinality(p_names), 0) LOOP
        LOOP
            SELECT t.id INTO v_tag
            FROM tags t
            WHERE lower(t.name) = lower(p_names[i])
            ORDER BY t.id
            LIMIT 1;

            EXIT WHEN FOUND;

            INSERT INTO tags (name, display_name, created_at, updated_at)
            VALUES (p_names[i], p_display_names[i], v_now, v_now)
            ON CONFLICT DO NOTHING
            RETURNING id INTO v_tag;

            EXIT WHEN FOUND;
        END LOOP;

        v_tags := v_tags || v_tag;
    END LOOP;

    INSERT INTO statuses_tags (status_id, tag_id)
    SELECT p_status, w.id
    FROM unnest(v_tags) WITH ORDINALITY w (id, n)
    GROUP BY w.id
    ORDER BY min(w.n)
    ON CONFLICT DO NOTHING;

    RETURN v_tags;
END
$$;


-- A poll and its id.
CREATE OR REPLACE FUNCTION statuses_gateway._poll(
    p_id bigint, p_account bigint, p_status bigint, p_poll json
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
        votes_count, voters_count, multiple, hide_totals, expires_at,
        lock_version, created_at, updated_at)
    SELECT p_id, p_account, p_status, x.options,
        array_fill(0::bigint, ARRAY[cardinality(x.options)]), 0, 0,
        coalesce(x.multiple, false), x.hide_totals,
        now() AT TIME ZONE 'utc' + x.expires_in * interval '1 second', 0,
        now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
    FROM json_to_record(p_poll) AS x (options text[], multiple boolean,
        hide_totals boolean, expires_in bigint);
END
$$;
