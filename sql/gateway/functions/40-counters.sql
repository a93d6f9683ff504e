-- Counters (spec/writes.md 4.0). Each is changed where it lies, so that
-- nobody's change is lost.


-- One favourite more, or (-1) less. What another server counts of its own
-- post changes with what is counted here.
CREATE OR REPLACE FUNCTION statuses_gateway._count_favourites(
    p_status bigint, p_by integer
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    LOOP
        UPDATE status_stats t
        SET favourites_count = greatest(t.favourites_count + p_by, 0),
            untrusted_favourites_count = CASE
                WHEN a.domain IS NOT NULL
                    AND t.untrusted_favourites_count IS NOT NULL
                    THEN greatest(t.untrusted_favourites_count + p_by, 0)
                ELSE t.untrusted_favourites_count
            END,
            updated_at = now() AT TIME ZONE 'utc'
        FROM statuses s JOIN accounts a ON a.id = s.account_id
        WHERE t.status_id = p_status AND s.id = t.status_id;

        EXIT WHEN FOUND;

        INSERT INTO status_stats
            (status_id, favourites_count, created_at, updated_at)
        VALUES (p_status, greatest(p_by, 0), now() AT TIME ZONE 'utc',
            now() AT TIME ZONE 'utc')
        ON CONFLICT (status_id) DO NOTHING;

        EXIT WHEN FOUND;
    END LOOP;
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway._count_reblogs(
    p_status bigint, p_by integer
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    LOOP
        UPDATE status_stats t
        SET reblogs_count = greatest(t.reblogs_count + p_by, 0),
            untrusted_reblogs_count = CASE
                WHEN a.domain IS NOT NULL
                    AND t.untrusted_reblogs_count IS NOT NULL
                    THEN greatest(t.untrusted_reblogs_count + p_by, 0)
                ELSE t.untrusted_reblogs_count
            END,
            updated_at = now() AT TIME ZONE 'utc'
        FROM statuses s JOIN accounts a ON a.id = s.account_id
        WHERE t.status_id = p_status AND s.id = t.status_id;

        EXIT WHEN FOUND;

        INSERT INTO status_stats
            (status_id, reblogs_count, created_at, updated_at)
        VALUES (p_status, greatest(p_by, 0), now() AT TIME ZONE 'utc',
            now() AT TIME ZONE 'utc')
        ON CONFLICT (status_id) DO NOTHING;

        EXIT WHEN FOUND;
    END LOOP;
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway._count_replies(
    p_status bigint, p_by integer
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    LOOP
        UPDATE status_stats
        SET replies_count = greatest(replies_count + p_by, 0),
            updated_at = now() AT TIME ZONE 'utc'
        WHERE status_id = p_status;

        EXIT WHEN FOUND;

        INSERT INTO status_stats
            (status_id, replies_count, created_at, updated_at)
        VALUES (p_status, greatest(p_by, 0), now() AT TIME ZONE 'utc',
            now() AT TIME ZONE 'utc')
        ON CONFLICT (status_id) DO NOTHING;

        EXIT WHEN FOUND;
    END LOOP;
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway._count_quotes(
    p_status bigint, p_by integer
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    LOOP
        UPDATE status_stats
        SET quotes_count = greatest(quotes_count + p_by, 0),
            updated_at = now() AT TIME ZONE 'utc'
        WHERE status_id = p_status;

        EXIT WHEN FOUND;

        INSERT INTO status_stats
            (status_id, quotes_count, created_at, updated_at)
        VALUES (p_status, greatest(p_by, 0), now() AT TIME ZONE 'utc',
            now() AT TIME ZONE 'utc')
        ON CONFLICT (status_id) DO NOTHING;

        EXIT WHEN FOUND;
    END LOOP;
END
$$;


-- One post more, made at p_created_at, or (-1) less.
CREATE OR REPLACE FUNCTION statuses_gateway._count_statuses(
    p_account bigint, p_by integer, p_created_at timestamp
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO account_stats AS t (account_id, statuses_count,
        last_status_at, created_at, updated_at)
    VALUES (p_account, greatest(p_by, 0),
        CASE WHEN p_by < 0 THEN now() AT TIME ZONE 'utc'
            ELSE p_created_at END,
        now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')
    ON CONFLICT (account_id) DO UPDATE
    SET statuses_count = t.statuses_count + p_by,
        last_status_at = CASE
            WHEN p_by < 0 THEN t.last_status_at
--@if 4.6+
            ELSE greatest(t.last_status_at, p_created_at)
--@end
--@if <4.6
            ELSE now() AT TIME ZONE 'utc'
--@end
        END,
        updated_at = now() AT TIME ZONE 'utc';
END
$$;


-- The author's featured tags, of which the status has (1) or loses (-1) those
-- of p_tags. One that was used no later was last used by the status before.
CREATE OR REPLACE FUNCTION statuses_gateway._count_tags(
    p_account bigint, p_status bigint, p_created_at timestamp,
    p_tags bigint[], p_by integer
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_ids bigint[];
BEGIN
    IF cardinality(p_tags) = 0 THEN
        RETURN;
    END IF;

    v_ids := ARRAY(
        SELECT id FROM featured_tags
        WHERE account_id = p_account AND tag_id = ANY (p_tags)
        ORDER BY id
        FOR UPDATE);

    IF p_by > 0 THEN
        UPDATE featured_tags
        SET statuses_count = statuses_count + p_by,
            last_status_at = p_created_at,
            updated_at = now() AT TIME ZONE 'utc'
        WHERE id = ANY (v_ids);

        RETURN;
    END IF;

    UPDATE featured_tags f
    SET statuses_count = greatest(f.statuses_count + p_by, 0),
        last_status_at = CASE
            WHEN f.statuses_count + p_by <= 0 THEN NULL
            WHEN f.last_status_at > p_created_at THEN f.last_status_at
            ELSE (
                SELECT s.created_at
                FROM statuses s
                JOIN statuses_tags t ON t.status_id = s.id
                    AND t.tag_id = f.tag_id
                WHERE s.account_id = p_account AND s.id < p_status
                    AND s.visibility IN (0, 1) AND s.deleted_at IS NULL
                ORDER BY s.id DESC
                LIMIT 1)
        END,
        updated_at = now() AT TIME ZONE 'utc'
    WHERE f.id = ANY (v_ids);
END
$$;
