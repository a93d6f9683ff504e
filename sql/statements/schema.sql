-- schema: which Mastodon schema this is (spec/schema.md 10), and what the
-- installer of statuses_gateway has noted; asked once by each new connection.
-- lane: any; replica-safe
--@variants anonymous
SELECT
    CASE
        WHEN to_regclass('statuses') IS NULL THEN 0
        WHEN EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = to_regclass('accounts')
                AND attname = 'requested_deletion_at'
                AND NOT attisdropped) THEN 407
        WHEN to_regclass('tagged_objects') IS NOT NULL THEN 406
        WHEN EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = to_regclass('accounts')
                AND attname = 'id_scheme'
                AND NOT attisdropped) THEN 405
        ELSE 0
    END AS c_version
    , obj_description(to_regnamespace('statuses_gateway')::oid,
        'pg_namespace') AS c_gateway
