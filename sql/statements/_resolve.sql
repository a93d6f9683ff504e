-- What a post refers to; which files are {free} to be attached, and whether the
-- {operation} was done before. Parameters as in resolve.sql.
--@let seen t
--@let author ta
SELECT u.settings AS c_settings
    , u.locale AS c_locale
    , a.locked AS c_locked
    , a.silenced_at IS NOT NULL AS c_silenced
    , (
        SELECT true
        FROM statuses t
        JOIN accounts ta ON ta.id = t.account_id
        WHERE t.id = $2 AND t.deleted_at IS NULL
            AND
--@include visible
        ) AS c_thread
    , (
        SELECT ARRAY[q.id::text, q.account_id::text, q.visibility::text]
        FROM statuses_gateway.quotable($1, $3) q) AS c_quoted
    -- number of the handle, and the account that has it: may it be
    -- mentioned, does it make a mention; 0 where none is known
    , ARRAY(
        SELECT ARRAY[h.n::text, m.id::text, m.username, m.domain,
            (CASE
                WHEN m.id <> -99 AND (m.suspended_at IS NOT NULL
                    OR m.requested_deletion_at IS NOT NULL --@4.7+
                    ) THEN false
                WHEN m.domain IS NOT NULL THEN true
                ELSE EXISTS (
                    SELECT FROM users mu
                    WHERE mu.account_id = m.id AND mu.approved
                        AND mu.confirmed_at IS NOT NULL)
            END)::text,
            (EXISTS (
                SELECT FROM blocks b
                WHERE b.account_id = $1 AND b.target_account_id = m.id)
                OR (m.domain IS NOT NULL AND EXISTS (
                    SELECT FROM account_domain_blocks b
                    WHERE b.account_id = $1 AND b.domain = m.domain)))::text]
        FROM unnest($4::text[], $5::text[])
            WITH ORDINALITY h (username, domain, n)
        CROSS JOIN LATERAL (
            SELECT x.id, x.username, x.domain, x.suspended_at
                , x.requested_deletion_at --@4.7+
            FROM accounts x
            WHERE lower(x.username) = lower(h.username)
                AND coalesce(lower(x.domain), '') = lower(h.domain)
                AND (x.domain IS NULL OR x.protocol = 1)
                AND h.domain <> 'handle.invalid'
            UNION ALL --@4.7+
            SELECT x.id, x.username, x.domain, x.suspended_at --@4.7+
                , x.requested_deletion_at --@4.7+
            FROM accounts x --@4.7+
            WHERE h.domain = 'handle.invalid' --@4.7+
                AND x.id = CASE WHEN h.username ~ '^[0-9]{1,18}$' --@4.7+
                    THEN h.username::bigint END --@4.7+
            LIMIT 1) m
        ORDER BY h.n) AS c_accounts
    , ARRAY(
        SELECT ARRAY[f.id::text, f.type::text, f.processing::text]
        FROM media_attachments f
        WHERE f.id = ANY ($6::bigint[]) AND f.account_id = $1
            AND {free}) AS c_files
    , ARRAY(
        SELECT t.name
        FROM tags t
        WHERE t.usable = false
            AND lower(t.name) = ANY (ARRAY(
                SELECT lower(w) FROM unnest($7::text[]) w))
        ORDER BY t.id) AS c_unusable
    , $8::text IS NOT NULL
        AND statuses_gateway.remembered($1, '{operation}', $8) AS c_remembered
