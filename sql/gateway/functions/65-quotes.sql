-- Quotes (spec/writes.md 4.12).


-- The author of the quoted post no longer agrees. Mastodon tells other servers
-- with a signature that needs the account's key, which only Mastodon holds: so
-- with "sidekiq" this is not called, and else only this server knows.
--
-- Everybody who has boosted or quotes the quoting post hears of an edit,
-- although nothing was edited, as Mastodon has it.
CREATE OR REPLACE FUNCTION statuses_gateway.revoke_quote(
    p_account bigint, p_status bigint, p_quoting bigint, p_jobs text
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_target  statuses_gateway.target;
    v_quoting statuses_gateway.target;
    v_quote   quotes;
    v_state   integer;
BEGIN
    v_target := statuses_gateway._find(p_account, p_status);

    IF v_target.id IS NULL THEN
        RETURN statuses_gateway._refuse(404);
    END IF;

    v_quoting := statuses_gateway._keep(p_quoting);

    SELECT * INTO v_quote
    FROM quotes
    WHERE status_id = v_quoting.id AND quoted_status_id = p_status
    FOR UPDATE;

    IF NOT FOUND THEN
        RETURN statuses_gateway._refuse(404, 'Record not found');
    END IF;

    IF v_quote.quoted_account_id IS DISTINCT FROM p_account THEN
        RETURN statuses_gateway._refuse(403);
    END IF;

    -- what was not accepted is rejected
    v_state := CASE WHEN v_quote.state IN (1, 3) THEN 3 ELSE 2 END;

    IF v_state <> v_quote.state THEN
        UPDATE quotes
        SET state = v_state,
            approval_uri = CASE WHEN v_state = 3 THEN NULL
                ELSE approval_uri END,
            updated_at = now() AT TIME ZONE 'utc'
        WHERE id = v_quote.id;

        -- never counted, some of them, but not below 0
        IF NOT v_quote.legacy THEN
            PERFORM statuses_gateway._count_quotes(p_status, -1);
        END IF;
    END IF;

    IF p_jobs <> 'sidekiq' THEN
        PERFORM statuses_gateway._distribute(p_quoting, true);
    END IF;

    PERFORM statuses_gateway._job(p_jobs, 'DistributionWorker',
        json_build_array(p_quoting, '{"update":true}'::json));

    RETURN statuses_gateway._answer(200, NULL, p_quoting,
        v_state <> v_quote.state);
END
$$;
