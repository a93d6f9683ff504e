-- Rows that every suite of the Status entity has: alice and bob of here, dave
-- of elsewhere, one post of each; and defaults that make further rows short.

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT attrelid::regclass AS name, attname AS col
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
        WHERE relnamespace = 'public'::regnamespace
            AND attname IN ('created_at', 'updated_at')
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER %I SET DEFAULT '
            || '''2026-06-20 09:30:15.042''', t.name, t.col);
    END LOOP;
END
$$;

ALTER TABLE users ALTER confirmed_at SET DEFAULT '2026-02-11 13:14:15',
    ALTER email SET DEFAULT gen_random_uuid() || '@social.example';

DO $$
BEGIN
    IF to_regclass('collections') IS NOT NULL THEN
        ALTER TABLE collections ALTER local SET DEFAULT true,
            ALTER sensitive SET DEFAULT false,
            ALTER discoverable SET DEFAULT true;
    END IF;
END
$$;

INSERT INTO accounts (id, username, created_at) VALUES
    (1001, 'alice', '2026-02-11 13:14:15.678'),
    (1002, 'bob', '2026-02-12 00:00:00');

INSERT INTO accounts (id, username, domain, uri, url, created_at) VALUES
    (2001, 'dave', 'remote.example', 'https://remote.example/users/dave',
        'https://remote.example/@dave', '2025-12-31 23:59:59.999');

INSERT INTO users (account_id) VALUES (1001), (1002);

INSERT INTO statuses (id, account_id, local, text, uri, url, language) VALUES
    (101, 1001, true, 'Hello', NULL, NULL, 'en'),
    (102, 1002, true, 'Hello', NULL, NULL, NULL),
    (103, 2001, false, '<p>Hello</p>',
        'https://remote.example/users/dave/statuses/103',
        'https://remote.example/@dave/103', 'de');
