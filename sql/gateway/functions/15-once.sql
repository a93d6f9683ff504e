-- Idempotency-Key: a write that is repeated is done once.
--
-- Arguments of all: the account, the operation, digests of the client's key
-- (NULL if it sent none) and of its request; p_strict: another request with
-- the same key is refused, else it is answered like the first; p_valid:
-- seconds that the key is good for.


-- NULL: go on. Else the answer in place of the write: what came of it the
-- first time; 409 while the first one is still running, since nobody is to
-- wait on a connection.
CREATE OR REPLACE FUNCTION statuses_gateway.claim(
    p_account bigint, p_operation text, p_key text, p_digest text,
    p_strict boolean, p_valid integer
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_id     bigint;
    v_digest text;
BEGIN
    IF p_key IS NULL THEN
        RETURN NULL;
    END IF;

    IF NOT pg_try_advisory_xact_lock(hashtextextended(
        concat_ws('/', 'statuses', p_account, p_operation, p_key), 0))
    THEN
        RETURN statuses_gateway._refuse(409);
    END IF;

    SELECT i.status_id, i.digest INTO v_id, v_digest
    FROM statuses_gateway.idempotency i
    WHERE i.account_id = p_account AND i.operation = p_operation
        AND i.key = p_key AND i.expires_at > now();

    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    IF p_strict AND v_digest <> p_digest THEN
        RETURN statuses_gateway._refuse(422,
            'This Idempotency-Key was used for another request');
    END IF;

    RETURN statuses_gateway._answer(200, NULL, v_id, false);
END
$$;


-- Takes down what came of it, and passes it on.
CREATE OR REPLACE FUNCTION statuses_gateway.remember(
    p_result statuses_gateway.result, p_account bigint, p_operation text,
    p_key text, p_digest text, p_strict boolean, p_valid integer
) RETURNS statuses_gateway.result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    IF p_key IS NOT NULL AND p_result.code = 200 THEN
        INSERT INTO statuses_gateway.idempotency AS i (account_id, operation,
            key, digest, status_id, expires_at)
        VALUES (p_account, p_operation, p_key, p_digest, p_result.id,
            now() + p_valid * interval '1 second')
        ON CONFLICT (account_id, operation, key) DO UPDATE
        SET digest = excluded.digest, status_id = excluded.status_id,
            expires_at = excluded.expires_at;
    END IF;

    RETURN p_result;
END
$$;


-- Is there such a write? For what reads before it writes.
CREATE OR REPLACE FUNCTION statuses_gateway.remembered(
    p_account bigint, p_operation text, p_key text
) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    SELECT EXISTS (
        SELECT FROM statuses_gateway.idempotency i
        WHERE i.account_id = p_account AND i.operation = p_operation
            AND i.key = p_key AND i.expires_at > now())
$$;


-- Forgets what is over, some at a time; how many there were.
CREATE OR REPLACE FUNCTION statuses_gateway.forget() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_n integer;
BEGIN
    DELETE FROM statuses_gateway.idempotency
    WHERE ctid = ANY (ARRAY(
        SELECT i.ctid
        FROM statuses_gateway.idempotency i
        WHERE i.expires_at <= now()
        ORDER BY i.expires_at
        LIMIT 1000
        FOR UPDATE SKIP LOCKED));

    GET DIAGNOSTICS v_n = ROW_COUNT;
    RETURN v_n;
END
$$;
