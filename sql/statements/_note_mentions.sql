-- The accounts that {a} may mention in note and fields (spec/text.md 7).
    CASE WHEN {a}.domain IS NULL
            AND (position('@' in {a}.note) > 0
                OR position('@' in {a}.fields::text) > 0) THEN ARRAY(
        SELECT ARRAY[ma.username, ma.domain, ma.url]
        FROM regexp_matches(concat_ws(' ', {a}.note, {a}.fields::text),
                '@([a-z0-9_][a-z0-9_.-]*)(?:@([[:alnum:]_.-]+))?', 'gi')
                AS m
        JOIN accounts ma
            ON lower(ma.username) = lower(m[1])
                AND coalesce(lower(ma.domain), '')
                    = coalesce(nullif(lower(m[2]), {local_domain}), ''))
        END
