-- Posts that misbehave on being read, for whoever is not a superuser.
--
--   1 - 40     nothing special
--   50         a text of two million characters, 51 of sixty thousand
--   60 - 75    a text of seven thousand and some hundreds
--   900 - 909  wait for the advisory lock of the same number
--   910        division by zero: an error that is about data
--   911        "permission denied": an error that is about an object
--   912        a notice that quotes what the post says
--   913        the session forgets its prepared statements
--   914        an error whose message quotes what the post says
--   920 - 929  what the session is like goes into the table seen

INSERT INTO accounts (id, username, created_at, updated_at)
VALUES (1001, 'alice', '2026-02-11 13:14:15', '2026-02-11 13:14:15');

INSERT INTO users (account_id, email, confirmed_at, created_at, updated_at)
VALUES (1001, 'alice@social.example', '2026-02-11 13:14:15',
        '2026-02-11 13:14:15', '2026-02-11 13:14:15');

INSERT INTO statuses (id, account_id, local, text, created_at, updated_at)
SELECT id, 1001, true,
    CASE id WHEN 50 THEN repeat('many words ', 181818)
            WHEN 51 THEN repeat('many words ', 5454)
            ELSE CASE WHEN id BETWEEN 60 AND 75
                      THEN repeat('many words ', 660 + id % 60 * 9)
                      ELSE 'my-private-words ' || id END END,
    '2026-06-20 09:30:15', '2026-06-20 09:30:15'
FROM (
    SELECT generate_series(1, 40) UNION
    SELECT generate_series(50, 51) UNION
    SELECT generate_series(60, 75) UNION
    SELECT generate_series(900, 914) UNION
    SELECT generate_series(920, 929)) AS s (id);


CREATE TABLE seen (
    id   bigserial,
    post bigint,
    pid  integer,
    name text,
    value text
);

CREATE FUNCTION misbehave(post bigint, body text) RETURNS boolean
LANGUAGE plpgsql VOLATILE COST 100000 AS $body$
BEGIN
    CASE
        WHEN post BETWEEN 900 AND 909 THEN
            PERFORM pg_advisory_xact_lock_shared(post);
        WHEN post = 910 THEN
            PERFORM 1 / (post - 910);
        WHEN post = 911 THEN
            RAISE insufficient_privilege
                USING MESSAGE = 'permission denied for table parcels',
                      DETAIL = body;
        WHEN post = 912 THEN
            RAISE WARNING 'noticed: %', body;
        WHEN post = 913 THEN
            DEALLOCATE ALL;
        WHEN post = 914 THEN
            PERFORM body::integer;
        ELSE
            INSERT INTO seen (post, pid, name, value)
            SELECT post, pg_backend_pid(), lower(s.name), s.setting
            FROM pg_settings s
            WHERE lower(s.name) IN ('application_name', 'client_encoding',
                'datestyle', 'enable_bitmapscan', 'enable_hashjoin',
                'enable_mergejoin', 'enable_seqscan', 'intervalstyle', 'jit',
                'plan_cache_mode', 'statement_timeout', 'timezone', 'work_mem')
            UNION ALL
            SELECT post, pg_backend_pid(), 'prepared', p.name
            FROM pg_prepared_statements p;
    END CASE;

    RETURN true;
END
$body$;

ALTER TABLE statuses ENABLE ROW LEVEL SECURITY;
CREATE POLICY misbehave ON statuses USING (id < 900 OR misbehave(id, text));

GRANT USAGE ON SEQUENCE seen_id_seq TO app, scram;

-- the plan has to go by the id, or every read would meet them all
ANALYZE statuses;
