-- Scheduled statuses that are there (spec/writes.md 2.4, 4.2). Whoever
-- publishes one locks its row, too.


-- What is wrong with a time, NULL if nothing is: it is to be five minutes
-- ahead, and there are p_total at most, and p_daily for a day (UTC). One that
-- is moved counts itself.
CREATE OR REPLACE FUNCTION statuses_gateway._schedule_errors(
    p_account bigint, p_at timestamp, p_total integer, p_daily integer
) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    SELECT 'Validation failed: ' || nullif(concat_ws(', ',
        CASE WHEN p_at <= (now() AT TIME ZONE 'utc') + interval '300 seconds'
            THEN 'Scheduled at date must be in the future' END,
        CASE WHEN count(*) >= p_total
            THEN 'You have exceeded the limit of ' || p_total
                || ' scheduled posts' END,
        CASE WHEN count(*) FILTER (WHERE scheduled_at::date = p_at::date)
                >= p_daily
            THEN 'You have exceeded the limit of ' || p_daily
                || ' scheduled posts for today' END), '')
    FROM scheduled_statuses
    WHERE account_id = p_account
$$;


-- p_at is NULL for a time that is none: it will never be published. Without
-- p_given the time stays, but is looked at.
CREATE OR REPLACE FUNCTION statuses_gateway.update_scheduled(
    p_account bigint, p_id bigint, p_given boolean, p_at timestamp,
    p_total integer, p_daily integer
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_at    timestamp;
    v_error text;
BEGIN
    SELECT scheduled_at INTO v_at
    FROM scheduled_statuses
    WHERE id = p_id AND account_id = p_account
    FOR UPDATE;

    IF NOT FOUND THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    IF p_given THEN
        v_at := p_at;
    END IF;

    v_error := statuses_gateway._schedule_errors(p_account, v_at, p_total,
        p_daily);

    IF v_error IS NOT NULL THEN
        RETURN statuses_gateway._refuse(422, v_error);
    END IF;

    UPDATE scheduled_statuses
    SET scheduled_at = v_at
    WHERE id = p_id AND scheduled_at IS DISTINCT FROM v_at;

    RETURN statuses_gateway._answer(200, NULL, p_id, FOUND);
END
$$;


-- Its files are free again.
CREATE OR REPLACE FUNCTION statuses_gateway.delete_scheduled(
    p_account bigint, p_id bigint
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM
    FROM scheduled_statuses
    WHERE id = p_id AND account_id = p_account
    FOR UPDATE;

    IF NOT FOUND THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    UPDATE media_attachments
    SET scheduled_status_id = NULL
    WHERE scheduled_status_id = p_id;

    DELETE FROM scheduled_statuses WHERE id = p_id;

    RETURN statuses_gateway._answer(200, NULL, p_id, true);
END
$$;
