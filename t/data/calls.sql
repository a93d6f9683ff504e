-- How often each statement was executed: calls(token, show, batch, ...), for
-- servers with shared_preload_libraries = 'pg_stat_statements'.

CREATE EXTENSION pg_stat_statements;

CREATE VIEW calls AS
SELECT name, coalesce(sum(calls), 0) AS n
FROM (VALUES
    ('token', '%FROM oauth_access_tokens t%'),
    ('show', '%FROM statuses b0%'),
    ('late', '%FROM custom_emojis ce%FROM statuses s%WHERE s.id = ANY ($1::int8[])%'),
    ('batch', '%JOIN statuses s0 ON s0.id = i.id%'),
    ('filters', '%FROM custom_filters f%'),
    ('accounts', '%JOIN accounts a ON a.id = w.id%'),
    ('collections', '%FROM tagged_objects tgo%JOIN collections c%')) v (name, text)
LEFT JOIN pg_stat_statements p
    ON p.query LIKE v.text
        AND p.dbid = (SELECT oid FROM pg_database
            WHERE datname = current_database())
GROUP BY name;

-- the text of this file, too, is a statement
SELECT pg_stat_statements_reset();
