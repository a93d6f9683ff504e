-- What the benchmark of writes needs, in a database of its own: posts of a
-- thousand authors, and users who like them. :statuses and :users are how many.

SET session_replication_role = replica;

INSERT INTO accounts (id, username, created_at, updated_at)
SELECT n, 'author' || n, '2025-01-01', '2025-01-01'
FROM generate_series(1, 1000) n;

INSERT INTO accounts (id, username, created_at, updated_at)
SELECT 100000 + n, 'user' || n, '2025-01-01', '2025-01-01'
FROM generate_series(1, :users) n;

INSERT INTO users (id, account_id, email, confirmed_at, current_sign_in_at,
    created_at, updated_at)
SELECT id, id, id || '@bench.example', '2025-01-01',
    now() AT TIME ZONE 'utc', '2025-01-01', '2025-01-01'
FROM accounts;

INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes,
    last_used_at, created_at)
SELECT 100000 + n, 'writes-' || n, 'read write', now() AT TIME ZONE 'utc',
    '2025-01-01'
FROM generate_series(1, :users) n;

INSERT INTO statuses (id, account_id, local, text, uri, created_at, updated_at)
SELECT n, 1 + n % 1000, true, 'Post number ' || n,
    'https://bench.example/' || n, '2025-06-01', '2025-06-01'
FROM generate_series(1, :statuses) n;

-- half of them have been liked before
INSERT INTO status_stats (status_id, favourites_count, created_at, updated_at)
SELECT 2 * n, 3, '2025-06-01', '2025-06-01'
FROM generate_series(1, :statuses / 2) n;
